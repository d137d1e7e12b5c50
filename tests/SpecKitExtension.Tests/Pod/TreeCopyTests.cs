using System.Globalization;
using SpecKitExtension.Pod;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Pod;

/// <summary>The copy of a tree that changes under it.</summary>
public sealed class TreeCopyTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("copy-").FullName;

    /// <summary>SPECKIT_ASYNC_TEST_SWAPS says how often; a million takes a minute.</summary>
    [Fact]
    public void No_swap_of_a_directory_or_file_against_a_link_leads_outside()
    {
        var swaps = int.Parse(Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_SWAPS") ?? "20000", CultureInfo.InvariantCulture);
        Write("outside/secret", "private");
        Write("work/repo/dir/secret", "harmless");
        Write("work/repo/file", "harmless");
        Directory.CreateSymbolicLink(In("dir-link"), In("outside"));
        File.CreateSymbolicLink(In("file-link"), In("outside/secret"));
        Directory.CreateDirectory(In("courier"));
        var settings = PodSettings.Read(name =>
            name switch
            {
                "WORK_DIR" => In("work"),
                "COURIER_DIR" => In("courier"),
                _ => null,
            }
        );
        var over = false;
        Thread swapper = new(() =>
        {
            for (var swap = 0; swap < swaps; swap++)
            {
                Exchange("work/repo/dir", "dir-link");
                Exchange("work/repo/file", "file-link");
            }

            Volatile.Write(ref over, true);
        });
        swapper.Start();
        var copies = 0;
        for (; !Volatile.Read(ref over); copies++)
        {
            Folders.Remove(In("target"));
            Directory.CreateDirectory(In("target"));
            TreeCopy.Make(settings, In("target"), new HashSet<string>(), () => true, out _);
            foreach (
                var file in Directory.EnumerateFiles(
                    In("target"),
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
                )
            )
            {
                File.ReadAllText(file).ShouldNotBe("private", file);
            }
        }

        swapper.Join();
        copies.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_passes_a_limit_is_named_and_never_opened()
    {
        Write("work/repo/fine", "x");
        Write("work/repo/" + new string('n', 252), "name too long for a copy that git renames");
        using (var sparse = File.Create(In("work/repo/sparse")))
        {
            sparse.SetLength(1L << 42);
        }

        Directory.CreateDirectory(In("courier"));
        Directory.CreateDirectory(In("target"));
        var settings = PodSettings.Read(name =>
            name switch
            {
                "WORK_DIR" => In("work"),
                "COURIER_DIR" => In("courier"),
                "FILE_MAX_MIB" => "0",
                _ => null,
            }
        );

        var skipped = TreeCopy.Make(settings, In("target"), new HashSet<string>(), () => true, out var any);

        any.ShouldBeTrue();
        skipped
            .OrderBy(known => known.Path, StringComparer.Ordinal)
            .Select(known => known.Reason)
            .ShouldBe([SkipReason.TooLong, SkipReason.NoRoom]);
        Directory.GetFiles(In("target")).ShouldBe([In("target/fine")]);
    }

    public void Dispose() => Folders.Remove(root);

    private string In(string path) => Path.Combine(root, path);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), content);
    }

    private void Exchange(string one, string other)
    {
        Linux.Move(In(one), In("aside")).ShouldBeTrue();
        Linux.Move(In(other), In(one)).ShouldBeTrue();
        Linux.Move(In("aside"), In(other)).ShouldBeTrue();
    }
}
