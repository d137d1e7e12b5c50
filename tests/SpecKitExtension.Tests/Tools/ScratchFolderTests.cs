using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Tools;

public sealed class ScratchFolderTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("scratch-tests-").FullName;

    [Fact]
    public void A_folder_goes_with_everything_in_it()
    {
        using (var folder = ScratchFolder.Create(place))
        {
            File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        }

        Directory.EnumerateFileSystemEntries(place).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_dead_process_has_left_goes_and_what_is_in_use_stays()
    {
        var dead = Folder("speckit-async-dead", ".owner", "api");
        var foreign = Folder("speckit-async-demo-abc", "README.md");
        var beginning = Folder("speckit-async-beginning");
        var given = Folder("speckit-async-given");
        Directory.SetLastWriteTimeUtc(given, DateTime.UtcNow.AddHours(-2));
        using var used = ScratchFolder.Create(place);
        ScratchFolder.Sweep(place);
        Directory.EnumerateDirectories(place).ShouldBe([foreign, beginning, used.Path], ignoreOrder: true);
        Directory.Exists(dead).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_makes_one_clears_away_first()
    {
        var dead = Folder("speckit-async-dead", ".owner");
        using var folder = ScratchFolder.Create(place);
        Directory.Exists(dead).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(place, recursive: true);

    private string Folder(string name, params string[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(place, name)).FullName;
        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(folder, file), "");
        }

        return folder;
    }
}
