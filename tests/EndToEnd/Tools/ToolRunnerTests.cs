using EndToEnd.Support;
using SpecKitExtension.Tools;

namespace EndToEnd.Tools;

public sealed class ToolRunnerTests : IDisposable
{
    private readonly TempDirectory place = new();
    private readonly ToolRunner tools = new(Variables.OfProcess());

    [Fact]
    public async Task Arguments_input_and_variables_arrive_as_they_are()
    {
        ToolCall call = new(
            "bash",
            "-c",
            "printf '%s|' \"$@\" \"$ONE\" \"${HOME-none}\"; cat",
            "bash",
            "a b",
            "'\"$HOME",
            "",
            "line\nend",
            "*"
        )
        {
            Environment = new Dictionary<string, string?> { ["ONE"] = "ä $(id)", ["HOME"] = null },
            Input = "in\0put",
            WorkingDirectory = place.Path,
        };
        (await tools.RunAsync(call, CancellationToken.None)).Output.ShouldBe("a b|'\"$HOME||line\nend|*|ä $(id)|none|in\0put");
    }

    [Fact]
    public async Task Output_can_be_had_byte_for_byte()
    {
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        (await tools.RunAsync(new("cat") { InputBytes = bytes }, CancellationToken.None)).Bytes.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task A_program_that_reads_nothing_of_a_long_input_is_judged_by_its_exit_code() =>
        (
            await tools.TryAsync(new("bash", "-c", "exit 3") { InputBytes = new byte[4 * 1024 * 1024] }, CancellationToken.None)
        ).ExitCode.ShouldBe(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_time_out_and_a_cancellation_end_everything_that_a_program_has_started(bool cancelled)
    {
        using CancellationTokenSource cancel = new();
        var file = place["processes"];
        ToolCall call = new("bash", "-c", "bash -c 'sleep 300 & echo $! >> \"$0\"; wait' \"$0\" & echo $! >> \"$0\"; wait", file)
        {
            Timeout = cancelled ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(2),
        };
        var run = tools.TryAsync(call, cancel.Token);
        await Eventually.HoldsAsync(() => File.Exists(file) && File.ReadAllLines(file).Length == 2, "both have begun");
        if (cancelled)
        {
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(run);
        }
        else
        {
            (await Should.ThrowAsync<ToolTimeoutException>(run)).Message.ShouldContain("did not finish within 2 s");
        }

        await Eventually.HoldsAsync(() => File.ReadAllLines(file).All(id => !Directory.Exists($"/proc/{id}")), "nothing of it runs", 10);
    }

    [Fact]
    public async Task A_program_that_prints_without_end_is_stopped_and_named()
    {
        ToolCall call = new("bash", "-c", "while :; do echo yes; done") { OutputLimit = 100_000 };
        (await Should.ThrowAsync<ToolOutputException>(tools.TryAsync(call, CancellationToken.None))).Message.ShouldContain(
            "more than 100000 bytes"
        );
    }

    [Fact]
    public async Task Of_an_endless_complaint_the_beginning_is_kept()
    {
        var result = await tools.TryAsync(
            new("bash", "-c", "echo first >&2; head -c 3000000 /dev/zero >&2; echo fine; exit 1"),
            CancellationToken.None
        );
        (result.ExitCode, result.Output, result.Error.Length).ShouldBe((1, "fine\n", 1024 * 1024));
        result.Error.ShouldStartWith("first\n");
    }

    [Fact]
    public async Task A_missing_program_and_a_missing_directory_are_told_apart()
    {
        (
            await Should.ThrowAsync<ToolMissingException>(tools.TryAsync(new("no-such-program"), CancellationToken.None))
        ).Message.ShouldContain("`no-such-program` was not found on PATH");
        var gone = place["gone"];
        (
            await Should.ThrowAsync<ToolDirectoryMissingException>(
                tools.TryAsync(new("cat") { WorkingDirectory = gone }, CancellationToken.None)
            )
        ).Message.ShouldContain(gone);
    }

    [Fact]
    public async Task A_program_that_the_system_refuses_to_start_is_no_missing_one()
    {
        var file = place["broken"];
        await File.WriteAllTextAsync(file, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        (await Should.ThrowAsync<ToolFailedException>(tools.TryAsync(new(file), CancellationToken.None))).Message.ShouldContain(
            "could not be started"
        );
    }

    public void Dispose() => place.Dispose();
}
