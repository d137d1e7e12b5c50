using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>The platform's values for agent pods, which its release publishes in the cluster.</summary>
internal static class TaskDefaults
{
    /// <summary>The ConfigMap's name, the same for every release.</summary>
    public const string Name = "agentic-sdlc-orchestrator-task-defaults";

    /// <summary>The major version of the chart that this tool's pods come from.</summary>
    public const int ChartMajor = 0;

    /// <summary>Reads the values.</summary>
    /// <returns>JSON; null when no release published any, or they are not visible.</returns>
    /// <exception cref="ToolFailedException">The release is of another major version.</exception>
    public static async Task<string?> ReadAsync(ClusterApi api, CancellationToken ct)
    {
        try
        {
            var map = await api.ConfigMapAsync(Name, ct);
            if (map?.Data is not { } data)
            {
                return null;
            }

            var version = data.TryGetValue("chartVersion", out var told) ? told : "";
            return Version.TryParse(version.Split('-', '+')[0], out var parsed) && parsed.Major == ChartMajor
                ? data.TryGetValue("values.json", out var values)
                    ? values
                    : null
                : throw new ToolFailedException(
                    $"The release in namespace {api.Address.Namespace} has chart version {version}, this tool renders pods of version {ChartMajor}.x.\nUse a tool of the release's major version, or upgrade the release."
                );
        }
        catch (ClusterException refused) when (refused.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return null;
        }
    }
}
