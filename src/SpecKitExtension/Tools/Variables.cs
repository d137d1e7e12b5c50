namespace SpecKitExtension.Tools;

/// <summary>The variables of the environment: read once, where the program starts, and handed down. What it starts in turn sees the same
/// ones.</summary>
internal sealed class Variables
{
    private static readonly StringComparer Names = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private Variables(IReadOnlyDictionary<string, string> all, IReadOnlyDictionary<string, string?> changes) =>
        (All, Changes) = (all, changes);

    /// <summary>Some variables, for a part of the program that shall see no others.</summary>
    public Variables(IReadOnlyDictionary<string, string> all)
        : this(new Dictionary<string, string>(all, Names), new Dictionary<string, string?>(Names)) { }

    /// <summary>No variables.</summary>
    public static Variables None { get; } = new(new Dictionary<string, string>());

    /// <summary>All of them by name.</summary>
    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>How they differ from those that this process was started with; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Changes { get; }

    /// <summary>The user's directory.</summary>
    public string Home =>
        Path(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME")
        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>Where this tool keeps what it writes for itself: below XDG_STATE_HOME, else below <c>.local/state</c>.</summary>
    public string StateFolder =>
        System.IO.Path.Combine(Path("XDG_STATE_HOME") ?? System.IO.Path.Combine(Home, ".local", "state"), "speckit-async");

    /// <summary>A variable's value, or null where it is not set.</summary>
    public string? this[string name] => All.GetValueOrDefault(name);

    /// <summary>Those that this process was started with.</summary>
    public static Variables OfProcess() =>
        new(
            Environment
                .GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", Names)
        );

    /// <summary>The same with another value, or without the variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value; null takes it away.</param>
    public Variables With(string name, string? value)
    {
        Dictionary<string, string> all = new(All, Names);
        all.Remove(name);
        if (value is not null)
        {
            all[name] = value;
        }

        return new(all, new Dictionary<string, string?>(Changes, Names) { [name] = value });
    }

    /// <summary>The same without some variables.</summary>
    public Variables Without(Func<string, bool> which) => All.Keys.Where(which).Aggregate(this, (left, name) => left.With(name, null));

    /// <summary>A variable that holds a whole path, or null.</summary>
    private string? Path(string name) => this[name] is { } path && System.IO.Path.IsPathFullyQualified(path) ? path : null;
}
