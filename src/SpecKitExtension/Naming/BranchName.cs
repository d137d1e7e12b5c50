using System.Text.RegularExpressions;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Naming;

/// <summary>A branch that carries one task's work, e.g. <c>specs/001-photo-albums/task-012-create-album-model-async</c>.</summary>
internal sealed partial record BranchName
{
    /// <summary>The template unless the configuration has another.</summary>
    public const string DefaultTemplate = "specs/{feature}/task-{number}-{slug}-async";

    private const int SlugLength = 40;
    private const string NoSlug = "task";

    private BranchName(string value) => Value = value;

    /// <summary>The name without <c>refs/heads/</c>.</summary>
    public string Value { get; }

    /// <summary>The branch of a task.</summary>
    /// <param name="feature">The task's feature.</param>
    /// <param name="task">The task.</param>
    /// <param name="title">The task's text; its first words become <c>{slug}</c>.</param>
    /// <param name="template">A template in which <see cref="TemplateProblem"/> finds nothing.</param>
    public static BranchName For(FeatureName feature, TaskId task, string title, string template)
    {
        var name = Expand(template, feature, task, Slug.Of(title, SlugLength, NoSlug));

        // A title must not make a branch look like another's salvage.
        return new(SalvageRef.TryParse(name) is null ? name : Expand(template, feature, task, NoSlug));
    }

    /// <summary>A branch that exists or that the user named; null when git would not take it.</summary>
    public static BranchName? TryParse(string name) => GitRefRules.IsLegalBranch(name) ? new(name) : null;

    /// <summary>The task's branch where another text of the same id has this name already.</summary>
    /// <param name="digest">Which text of the task is meant.</param>
    public BranchName Beside(TaskDigest digest) => new($"{Value}-{digest.Short}");

    /// <summary>Those branches, whatever their titles were when they were made, that are named for a task; a salvage ref is not.</summary>
    /// <param name="branches">Names without <c>refs/heads/</c>.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="task">The task.</param>
    /// <param name="template">The template that branches are named by.</param>
    public static IEnumerable<string> NamedFor(IEnumerable<string> branches, FeatureName feature, TaskId task, string template)
    {
        var (head, tail) = Around(Expand(template, feature, task, "\0"));
        return branches.Where(branch =>
            branch.StartsWith(head, StringComparison.Ordinal)
            && SalvageRef.TryParse(branch) is null
            && (
                Fits(branch, head, tail)
                || (DigestAtTheEnd().Match(branch) is { Success: true } digest && Fits(branch[..digest.Index], head, tail))
            )
        );
    }

    /// <summary>Whether a branch is named for a task.</summary>
    public static bool IsNamedFor(string branch, FeatureName feature, TaskId task, string template) =>
        NamedFor([branch], feature, task, template).Any();

    /// <summary>The tasks of one feature that cannot be told apart by their branches, e.g. <c>T012</c> and <c>T-012</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<TaskId>> Collisions(IEnumerable<TaskId> tasks) =>
        [.. tasks.Distinct().GroupBy(Number, StringComparer.Ordinal).Select(same => same.ToArray()).Where(same => same.Length > 1)];

    /// <summary>What is wrong with a template, as a sentence; null when it can name every task's branch.</summary>
    public static string? TemplateProblem(string template) =>
        Placeholder()
            .Matches(template)
            .Select(match => match.Value)
            .FirstOrDefault(name => name is not ("{feature}" or "{number}" or "{slug}"))
            is { } unknown
            ? $"{unknown} is not known; there are {{feature}}, {{number}} and {{slug}}."
        : !template.Contains("{feature}", StringComparison.Ordinal) || !template.Contains("{number}", StringComparison.Ordinal)
            ? "It must contain {feature} and {number}, or two tasks would share a branch."
        : template.Split("{slug}").Length > 2 ? "{slug} may occur once."
        : !GitRefRules.IsLegalBranch(Sample(template)) ? "It makes no legal branch name (see `git help check-ref-format`)."
        : SalvageRef.TryParse(Sample(template)) is not null ? "It makes names that end like a salvage ref, -salvage-1."
        : null;

    public override string ToString() => Value;

    private static string Sample(string template) => Expand(template, new("f"), TaskId.FromGrammar("T1"), NoSlug);

    private static string Expand(string template, FeatureName feature, TaskId task, string slug) =>
        Placeholder()
            .Replace(template, match => match.Value switch
                {
                    "{feature}" => feature.RefPath,
                    "{number}" => Number(task),
                    "{slug}" => slug,
                    _ => match.Value,
                });

    private static bool Fits(string branch, string head, string? tail) =>
        tail is null
            ? branch == head
            : branch.Length > head.Length + tail.Length
                && branch.StartsWith(head, StringComparison.Ordinal)
                && branch.EndsWith(tail, StringComparison.Ordinal)
                && !branch[head.Length..^tail.Length].Contains('/', StringComparison.Ordinal);

    private static (string Head, string? Tail) Around(string expanded) =>
        expanded.Split('\0') is [var head, var tail] ? (head, tail) : (expanded, null);

    private static string Number(TaskId task)
    {
        var number = ShortPrefix().Replace(task.Value.ToLowerInvariant(), "");
        return PlainNumber().IsMatch(number) ? number : $"{Slug.Of(number, SlugLength, "x")}-{NameHash.Of(number)}";
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"-[0-9a-f]{6}\z")]
    private static partial Regex DigestAtTheEnd();

    [GeneratedRegex("^t-?(?=[0-9])")]
    private static partial Regex ShortPrefix();

    [GeneratedRegex(@"\A(?=.{1,40}\z)[a-z0-9]+(-[a-z0-9]+|\.[0-9]+)*\z")]
    private static partial Regex PlainNumber();
}
