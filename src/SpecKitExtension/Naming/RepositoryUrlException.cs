namespace SpecKitExtension.Naming;

/// <summary>A remote's URL that this tool will not work with; the message never repeats a user or a password.</summary>
internal sealed class RepositoryUrlException(string message) : Exception(message);
