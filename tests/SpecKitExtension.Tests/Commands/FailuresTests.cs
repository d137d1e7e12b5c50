using System.Text;
using SpecKitExtension.Commands;
using SpecKitExtension.Configuration;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Commands;

public sealed class FailuresTests
{
    private static readonly ToolCall Fetch = new("git", "fetch", "origin", "+refs/heads/specs/*:refs/remotes/origin/specs/*")
    {
        Timeout = TimeSpan.FromSeconds(120),
    };

    [Fact]
    public void Every_failure_is_a_finished_message_with_its_exit_code()
    {
        Exception[] failures =
        [
            new OperationCanceledException(),
            new UsageException("Name the tasks to start."),
            new TasksFileException("specs/f/tasks.md does not exist."),
            InvalidTasksException.Of(
                "specs/f/tasks.md",
                [
                    new("SKA001", 7, Severity.Error, "T001 is there twice.", "Rename one."),
                    new("SKA002", 9, Severity.Warning, "A warning.", "Never mind."),
                ]
            ),
            new SettingsProblemException([
                ".specify/async/config.json:3: There is no setting maxParalel. Did you mean maxParallel?",
                "--runtime: runtime is \"cloud\". It takes kubernetes or local.",
            ]),
            Thrown(() => RepositoryKey.From("ext::sh -c evil")),
            new PromptTooLargeException(TaskId.FromGrammar("T001"), 200_000, 190_000),
            new ToolMissingException("git"),
            new ToolTimeoutException(Fetch),
            new ToolFailedException(Fetch, 128, string.Join('\n', Enumerable.Range(1, 20).Select(number => $"line {number}"))),
            new ToolFailedException("The remote `origin` has a branch `specs`."),
            new IOException("No space left on device : '/srv/agents/x'"),
            new UnauthorizedAccessException("Access to the path '/srv/agents/x' is denied."),
        ];
        StringBuilder text = new();
        foreach (var failure in failures)
        {
            var (code, message) = Failures.Explain(failure);
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"--- {failure.GetType().Name}: {(int)code} {code}\n{Failures.Harmless(message)}\n"
            );
        }

        Snapshot.Matches(text.ToString());
    }

    [Fact]
    public void Anything_unforeseen_asks_to_be_reported() =>
        Failures
            .Explain(new InvalidOperationException("surprise"))
            .ShouldSatisfyAllConditions(
                failure => failure.Code.ShouldBe(ExitCode.ToolFailed),
                failure =>
                    failure.Message.ShouldStartWith(
                        "This is a defect of the tool; please report it with these lines:\nSystem.InvalidOperationException: surprise"
                    )
            );

    [Fact]
    public void What_other_programs_say_reaches_no_terminal_raw() =>
        Failures.Harmless("one\e[2J\r\ntwo https://me:pw@host").ShouldBe("one␛[2J\ntwo https://***@host");

    [Fact]
    public void The_exit_codes_are_a_contract() =>
        Enum.GetValues<ExitCode>()
            .Select(code => $"{(int)code} {code}")
            .ShouldBe(["0 Done", "1 Usage", "2 TasksOpen", "3 BadInput", "4 ToolFailed", "5 TimedOut", "130 Interrupted"]);

    private static Exception Thrown(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            return failure;
        }

        throw new ShouldAssertException("it should have failed");
    }
}
