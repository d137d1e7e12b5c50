using System.Buffers;
using System.Text;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Tests.Logs;

public sealed class TranscriptTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private TranscriptFile File => new("agent-x", Path.Combine(folder, "logs", "agent-x.log"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void One_process_at_a_time_writes_and_the_next_goes_on_where_it_stopped()
    {
        using (var one = TranscriptWriter.TryOpen(File, Noon).ShouldNotBeNull())
        {
            TranscriptWriter.TryOpen(File, Noon).ShouldBeNull();
            one.Append([Line("agent", "one")]);
            one.Append([Line("agent", "two"), Line("courier", "delivered")]);
        }

        using var next = TranscriptWriter.TryOpen(File, Noon).ShouldNotBeNull();
        next.Cursors["agent"].ShouldBe(new(Noon, 2, 2));
        next.Cursors["courier"].Seen.ShouldBe(1);
        File.Read(1).Select(line => line.Text).ShouldBe(["two", "delivered"]);
    }

    [Fact]
    public void A_half_line_is_no_line_and_the_next_writer_cuts_it_off()
    {
        using (var one = TranscriptWriter.TryOpen(File, null).ShouldNotBeNull())
        {
            one.Append([Line("agent", "whole")]);
        }

        System.IO.File.AppendAllText(File.Path, "2026-11-20T12:00:00.0000000Z agent hal");
        File.Read(0).Select(line => line.Text).ShouldBe(["whole"]);
        using (var next = TranscriptWriter.TryOpen(File, null).ShouldNotBeNull())
        {
            next.Append([Line("agent", "half")]);
        }

        System.IO.File.ReadAllLines(File.Path).Select(line => line.Split(' ', 3)[2]).ShouldBe(["whole", "half"]);
    }

    [Fact]
    public void A_line_says_when_and_who_and_comes_back_as_it_was()
    {
        var line = new LogLine("agent-x", "agent", Noon.AddTicks(1), "  text with  blanks ");
        ArrayBufferWriter<byte> buffer = new();
        TranscriptFile.Write(buffer, line);
        var written = Encoding.UTF8.GetString(buffer.WrittenSpan);
        written.ShouldBe("2026-11-20T12:00:00.0000001Z agent   text with  blanks \n");
        var read = File.Parse(written.TrimEnd('\n')).ShouldNotBeNull();
        (read.Pod, read.Container, read.At, read.Text).ShouldBe((line.Pod, line.Container, line.At, line.Text));
        File.Parse("no line of ours").ShouldBeNull();
        File.Parse("").ShouldBeNull();
    }

    [Fact]
    public void A_transcript_is_its_users_alone_and_is_never_written_through_a_link()
    {
        var elsewhere = Path.Combine(folder, "elsewhere");
        System.IO.File.WriteAllText(elsewhere, "a line\nhalf a line");
        TranscriptWriter.TryOpen(File, Noon).ShouldNotBeNull().Dispose();
        System.IO.File.Delete(File.Path);
        System.IO.File.CreateSymbolicLink(File.Path, elsewhere);
        Should.Throw<IOException>(() => TranscriptWriter.TryOpen(File, Noon)).Message.ShouldContain("is a link");
        System.IO.File.ReadAllText(elsewhere).ShouldBe("a line\nhalf a line");
        if (!OperatingSystem.IsWindows())
        {
            System
                .IO.File.GetUnixFileMode(Path.Combine(folder, "logs"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_an_error_and_no_other_writer()
    {
        Directory.CreateDirectory(Path.Combine(folder, "logs", "agent-x.log"));
        Should.Throw<UnauthorizedAccessException>(() => TranscriptWriter.TryOpen(File, null));
        Should.Throw<UnauthorizedAccessException>(() => TranscriptWriter.TryOpen(File, null), "and the lock is free again");
    }

    [Fact]
    public void Lines_are_read_whole_however_they_are_cut()
    {
        LineReader lines = new(new StringReader($"a\n\n{new string('x', 40_000)}\r\nrest"));
        (lines.Next(), lines.Next(), lines.Next()!.Length, lines.Next(), lines.Rest).ShouldBe(("a", "", 40_001, null, "rest"));
    }

    private static LogLine Line(string container, string text) => new("agent-x", container, Noon, text);
}
