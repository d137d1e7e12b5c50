namespace SpecKitExtension.Commands;

/// <summary>A file that <c>init</c> puts into a project.</summary>
/// <param name="Path">Where, relative to the project's root, with slashes.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Theirs">Written once where it is missing; from then on the user's own.</param>
internal sealed record InitFile(string Path, byte[] Content, bool Theirs = false)
{
    /// <summary>Whether it is a program.</summary>
    public bool Executable => Path.EndsWith(".sh", StringComparison.Ordinal);
}

/// <summary>What happened to a file.</summary>
internal enum InitChange
{
    /// <summary>It was not there.</summary>
    Created,

    /// <summary>It was an older one of ours.</summary>
    Updated,

    /// <summary>The user has changed it, so it stays.</summary>
    Kept,

    /// <summary>Somebody else wrote it, so it stays.</summary>
    Foreign,

    /// <summary>It is gone.</summary>
    Removed,
}
