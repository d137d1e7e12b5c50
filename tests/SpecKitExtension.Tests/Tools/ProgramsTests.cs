using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Tools;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProgramsTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("programs-tests-").FullName;

    [Fact]
    public void A_program_is_found_in_the_first_whole_path_that_has_it()
    {
        var (first, second) = (Program("first/git"), Program("second/git"));
        new Programs(Joined(Folder("empty"), Path.GetDirectoryName(first)!, Path.GetDirectoryName(second)!)).Find("git").ShouldBe(first);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("bin")]
    [InlineData("./bin")]
    [InlineData("../bin")]
    [InlineData("~/bin")]
    public void Relative_and_empty_entries_of_PATH_count_for_nothing(string entry)
    {
        var real = Program("real/git");
        Programs programs = new(Joined(entry, Path.GetDirectoryName(real)!, entry));
        programs.Find("git").ShouldBe(real);
        programs.Path.ShouldBe(Path.GetDirectoryName(real), "and the programs that it starts see no more");
    }

    [Fact]
    public void A_directory_and_a_file_that_may_not_be_executed_are_no_programs()
    {
        Folder("a/git");
        var text = Program("b/git");
        File.SetUnixFileMode(text, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Programs programs = new(Joined(Folder("a"), Folder("b")));
        programs.TryFind("git").ShouldBeNull();
        programs.TryFind(text).ShouldBeNull();
        Should.Throw<ToolMissingException>(() => programs.Find(text)).Message.ShouldContain("may not be executed");
    }

    [Theory]
    [InlineData("./git", "relative path")]
    [InlineData("bin/git", "relative path")]
    [InlineData("../git", "relative path")]
    [InlineData("", "not found on PATH")]
    [InlineData("no-such-program", "not found on PATH")]
    [InlineData("/no/such/program", "no such file")]
    public void What_is_not_there_is_told_with_a_remedy(string program, string says) =>
        Should.Throw<ToolMissingException>(() => new Programs("/usr/bin").Find(program)).Message.ShouldContain(says);

    [Theory]
    [InlineData("git", "git.exe")]
    [InlineData("git.cmd", "git.cmd")]
    public void Names_of_programs_have_the_endings_that_PATHEXT_lists(string name, string file)
    {
        var program = Program($"windows/{file}");
        Program("windows/git");
        new Programs(Path.GetDirectoryName(program), ".exe;.cmd").Find(name).ShouldBe(program);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    public void A_PATH_without_a_whole_path_is_the_systems_own(string? path) => new Programs(path).Path.ShouldBe("/usr/bin:/bin");

    public void Dispose() => Directory.Delete(place, recursive: true);

    private static string Joined(params string[] entries) => string.Join(Path.PathSeparator, entries);

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(place, name)).FullName;

    private string Program(string name)
    {
        var file = Path.Combine(place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "#!/bin/sh\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
