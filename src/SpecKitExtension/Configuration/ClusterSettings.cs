namespace SpecKitExtension.Configuration;

/// <summary>How the cluster is reached.</summary>
/// <param name="Context">The kubeconfig's context; null for its current one.</param>
/// <param name="Kubeconfig">The kubeconfig; null for what kubectl uses by itself.</param>
/// <param name="ValuesFiles">Helm values for rendering pods.</param>
/// <param name="TaskDefaults">Whether the values that the platform's release has published come first.</param>
internal sealed record ClusterSettings(string? Context, string? Kubeconfig, IReadOnlyList<string> ValuesFiles, bool TaskDefaults)
{
    public static ClusterSettings From(SettingReader read) => new(
        read.Text("cluster.context", null, "a context's name"),
        read.Text("cluster.kubeconfig", null, "a file's path"),
        read.List("cluster.valuesFiles", [], "a list of files' paths"),
        read.Flag("cluster.taskDefaults", true));
}
