using SpecKitExtension.Commands;

namespace SpecKitExtension.Tests.Commands;

public sealed class RepositoryAddressesTests
{
    private const string Remote = "git@forge:team/photos.git";

    [Fact]
    public void Pods_may_know_the_host_by_another_name_and_everybody_gets_the_same_key()
    {
        const string Pods = "http://gitea.git.svc.cluster.local:3000/Team/Photos";
        var addresses = RepositoryAddresses.Find(Remote, Pods, null, "/");
        addresses.ForAgents.ShouldBe(Pods);
        addresses.Key.ShouldBe(RepositoryAddresses.Find("https://git.example.com/team/photos", Pods, null, "/").Key);
        RepositoryAddresses.Find(Remote, null, null, "/").ForAgents.ShouldBe(Remote);
        RepositoryAddresses.Find(Remote, Pods, "https://forge/team/photos", "/").ForAgents.ShouldBe("https://forge/team/photos");
    }

    [Theory]
    [InlineData("https://git.example.com/team/videos", null)]
    [InlineData(null, "https://git.example.com/team/videos")]
    [InlineData(null, "https://elsewhere.example.com/team/photos")]
    public void Another_repository_is_refused(string? pods, string? said) =>
        Should
            .Throw<UsageException>(() => RepositoryAddresses.Find(Remote, pods, said, "/"))
            .Message.ShouldContain("different repositories");
}
