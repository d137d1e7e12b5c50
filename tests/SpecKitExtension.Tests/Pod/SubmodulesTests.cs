using SpecKitExtension.Pod;

namespace SpecKitExtension.Tests.Pod;

public sealed class SubmodulesTests
{
    [Theory]
    [InlineData("https://git.example.com/team/app.git", "../lib.git", "https://git.example.com/team/lib.git")]
    [InlineData("https://git.example.com/team/app.git/", "../../other/lib", "https://git.example.com/other/lib")]
    [InlineData("git@git.example.com:team/app", "../lib", "git@git.example.com:team/lib")]
    [InlineData("git@git.example.com:app", "../lib", "git@git.example.com:lib")]
    [InlineData("/srv/app", "./lib", "/srv/app/lib")]
    [InlineData("/srv/app", "./../lib", "/srv/lib")]
    [InlineData("/srv/app", "https://elsewhere.example.com/lib", "https://elsewhere.example.com/lib")]
    [InlineData("app", "../lib", "app/lib")]
    public void A_relative_address_is_beside_its_parents(string parent, string address, string whole) =>
        Submodules.Resolve(parent, address).ShouldBe(whole);
}
