namespace SpecKitExtension.Pod;

/// <summary>A role cannot go on; the message is its reason.</summary>
internal sealed class PodFailedException(string message) : Exception(message);
