namespace SpecKitExtension.Commands;

/// <summary>Our lines in <c>.specify/extensions.yml</c>, in the form in which the spec-kit CLI writes that file; others' lines stay as they
/// are.</summary>
internal static class InitHooks
{
    /// <summary>The file.</summary>
    public const string File = ".specify/extensions.yml";

    private const string Event = "before_implement";

    /// <summary>The file when no extension is installed.</summary>
    private const string Empty = "installed: []\nsettings:\n  auto_execute_hooks: true\nhooks: {}\n";

    private static readonly string[] Entry =
    [
        "- extension: async",
        "  command: speckit.async.preflight",
        "  enabled: true",
        "  optional: false",
        "  priority: 5",
        "  prompt: Execute speckit.async.preflight?",
        "  description: Hand the ASYNC tasks to agents",
        "  condition: null",
    ];

    /// <summary>What to write by hand where the file has another form.</summary>
    public static string Advice => $"hooks:\n  {Event}:\n{string.Concat(Entry.Select(line => $"  {line}\n"))}";

    /// <summary>The text with our lines; null when it has a form that the CLI does not write.</summary>
    public static string? Add(string? text)
    {
        InitYaml lines = new(text ?? Empty);
        if (
            lines.IsSpeltOtherwise("installed")
            || lines.IsSpeltOtherwise("hooks")
            || lines.Open("installed", "[]") is not { } installed
            || lines.Open("hooks", "{}") is not { } hooks
        )
        {
            return null;
        }

        // The later block first: line numbers before it stay right.
        foreach (var at in (int[])[Math.Max(installed, hooks), Math.Min(installed, hooks)])
        {
            if (at == installed && !lines.Items(at).Any(item => lines.Text(item)[0].Trim() == "- async"))
            {
                lines.Append(at, ["- async"]);
            }
            else if (at == hooks && lines.Child(hooks, Event) is { } child)
            {
                if (!lines.Items(child).Any(item => IsOurs(lines, item)))
                {
                    lines.Append(child, Entry);
                }
            }
            else if (at == hooks)
            {
                lines.Insert(lines.End(hooks), [$"  {Event}:", .. Entry.Select(line => $"  {line}")]);
            }
        }

        return lines.ToString();
    }

    /// <summary>The text without our lines; null when nothing is left of a file that <paramref name="ours"/> says was not there before
    /// us.</summary>
    public static string? Remove(string text, bool ours)
    {
        InitYaml lines = new(text);
        if (lines.Find("hooks") is { } hooks)
        {
            foreach (var child in lines.Children(hooks).Reverse())
            {
                var items = lines.Items(child);
                foreach (var item in items.Where(item => IsOurs(lines, item)).Reverse())
                {
                    lines.Delete(item);
                }

                if (items.Count > 0 && lines.Items(child).Count == 0)
                {
                    lines.Delete(new(child, child + 1));
                }
            }

            lines.Close(hooks, "{}");
        }

        if (lines.Find("installed") is { } installed)
        {
            foreach (var item in lines.Items(installed).Where(item => lines.Text(item)[0].Trim() == "- async").Reverse())
            {
                lines.Delete(item);
            }

            lines.Close(installed, "[]");
        }

        return ours && lines.ToString() == Empty ? null : lines.ToString();
    }

    private static bool IsOurs(InitYaml lines, InitYaml.Span item) =>
        lines.Text(item).Any(line => line.TrimStart(' ', '-') == "extension: async");
}
