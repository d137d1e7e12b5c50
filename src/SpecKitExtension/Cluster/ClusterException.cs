using System.Net;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The API server said no, or nothing.</summary>
/// <param name="status">The HTTP status; 0 when there was no answer.</param>
/// <param name="reason">The machine-readable reason, e.g. <c>NotFound</c>.</param>
/// <param name="message">The finished message.</param>
internal sealed class ClusterException(HttpStatusCode status, string reason, string message) : ToolFailedException(message)
{
    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The machine-readable reason, e.g. <c>NotFound</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether the same request may work later.</summary>
    public bool Transient => Status is 0 or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>What a refusal means.</summary>
    public static async Task<ClusterException> FromAsync(HttpResponseMessage answer, ClusterAddress address, CancellationToken ct)
    {
        var body = await answer.Content.ReadAsStringAsync(ct);
        var status = ApiStatus.TryParse(body);
        return new(answer.StatusCode, status?.Reason ?? "", $"The cluster refuses: {status?.Message ?? $"{(int)answer.StatusCode} {body.Trim()}"}\nThe namespace is {address.Namespace}; `dotnet speckit-async doctor` checks what you may do there.");
    }

    /// <summary>What a broken connection means: kubectl's own failure where that is why.</summary>
    public static ToolFailedException From(HttpRequestException broken, ClusterAddress address) =>
        broken.InnerException as ToolFailedException
        ?? new ClusterException(0, "Unreachable", $"The cluster does not answer: {broken.Message}\nCheck `kubectl get pods --namespace {address.Namespace}`; agents that run go on without this tool.");
}
