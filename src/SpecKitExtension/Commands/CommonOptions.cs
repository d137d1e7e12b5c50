using System.CommandLine;
using System.CommandLine.Parsing;
using SpecKitExtension.Configuration;

namespace SpecKitExtension.Commands;

/// <summary>The options that several commands share, each declared once.</summary>
internal static class CommonOptions
{
    /// <summary>Which feature.</summary>
    public static readonly Option<string?> Feature = new("--feature")
    {
        Description = "The feature's directory, or its name below specs/ (default: spec-kit's current feature).",
        HelpName = "DIR",
    };

    /// <summary>Where agents run.</summary>
    public static readonly Option<string?> Runtime = new("--runtime")
    {
        Description = "Where agents run: kubernetes or local. The local runtime isolates nothing.",
        HelpName = "kubernetes|local",
        CompletionSources = { "kubernetes", "local" },
    };

    /// <summary>Where in the cluster.</summary>
    public static readonly Option<string?> Namespace = new("--namespace", "-n")
    {
        Description = "The namespace of the agents' pods.",
        HelpName = "NAME",
    };

    /// <summary>Which cluster.</summary>
    public static readonly Option<string?> Context = new("--context") { Description = "The kubeconfig's context.", HelpName = "NAME" };

    /// <summary>How many at once.</summary>
    public static readonly Option<string?> MaxParallel = new("--max-parallel")
    {
        Description = "Most agents of the feature that live at the same time.",
        HelpName = "N",
    };

    /// <summary>What does a task.</summary>
    public static readonly Option<string?> Agent = new("--agent")
    {
        Description = "The command that does a task on the local runtime; it reads the prompt on standard input.",
        HelpName = "CMD",
    };

    /// <summary>How another attempt begins.</summary>
    public static readonly Option<bool> Fresh = new("--fresh")
    {
        Description = "With --retry: begin at the task's base, without what earlier attempts left.",
    };

    /// <summary>Lets the real agent run without isolation.</summary>
    public static readonly Option<bool> AllowUnconfined = new("--allow-unconfined")
    {
        Description = "Let OpenCode run on this machine, with your rights and without isolation.",
    };

    /// <summary>Output for programs.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON: one document, or one object a line where the command follows something.",
    };

    /// <summary>Which tasks.</summary>
    public static readonly Argument<string[]> Tasks = new("TASK")
    {
        Description = "Task ids, e.g. T012.",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { RefuseOptions },
    };

    /// <summary>The one task of a command that takes no more.</summary>
    public static readonly Argument<string> Task = new("TASK") { Description = "A task's id, e.g. T012." };

    /// <summary>The options that choose feature, runtime and cluster.</summary>
    public static IEnumerable<Option> Where => [Feature, Runtime, Namespace, Context];

    /// <summary>The options as settings.</summary>
    public static IReadOnlyList<FlagValue> Flags(ParseResult parsed) =>
        [
            new("runtime", "--runtime", Given(parsed, Runtime)),
            new("namespace", "--namespace", Given(parsed, Namespace)),
            new("cluster.context", "--context", Given(parsed, Context)),
            new("maxParallel", "--max-parallel", Given(parsed, MaxParallel)),
            new("agent.command", "--agent", Given(parsed, Agent)),
        ];

    /// <summary>Refuses <see cref="Fresh"/> alone.</summary>
    /// <exception cref="UsageException">It stands alone.</exception>
    public static void RequireRetry(ParseResult parsed, Option<bool> retry)
    {
        if (parsed.GetValue(Fresh) && !parsed.GetValue(retry))
        {
            throw new UsageException("--fresh says how another attempt begins; give --retry with it.");
        }
    }

    /// <summary>The library takes an option that it does not know for one more task.</summary>
    private static void RefuseOptions(ArgumentResult tasks)
    {
        foreach (var token in tasks.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            tasks.AddError($"There is no option {token.Value}.");
        }
    }

    private static string? Given(ParseResult parsed, Option<string?> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;
}
