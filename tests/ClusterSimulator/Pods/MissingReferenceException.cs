namespace ClusterSimulator.Pods;

/// <summary>A pod refers to a secret or ConfigMap, or a key in it, that does not exist.</summary>
/// <param name="message">In the kubelet's words.</param>
internal sealed class MissingReferenceException(string message) : Exception(message);
