using System.Net;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The API server said no, or nothing.</summary>
/// <param name="status">The HTTP status; 0 when there was no answer.</param>
/// <param name="answered">Whether the API server itself has spoken, not a proxy before it.</param>
/// <param name="message">The finished message.</param>
internal sealed class ClusterException(HttpStatusCode status, bool answered, string message) : ToolFailedException(message)
{
    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Whether the API server itself has spoken, not a proxy before it.</summary>
    public bool Answered { get; } = answered;

    /// <summary>Whether the same request may work later. A credential that has just expired is refused once, before kubectl gets another.</summary>
    public bool Transient => Status is 0 or HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>What a refusal means.</summary>
    public static async Task<ClusterException> FromAsync(HttpResponseMessage answer, ClusterAddress address, CancellationToken ct)
    {
        var body = await answer.Content.ReadAsStringAsync(ct);
        var said = ApiStatus.TryParse(body)?.Message;

        // `kubectl proxy` answers for a server that it cannot reach.
        return said is null && answer.StatusCode >= HttpStatusCode.InternalServerError
            ? Unreachable(body.Trim(), address)
            : new(answer.StatusCode, said is not null, $"The cluster refuses: {said ?? $"{(int)answer.StatusCode} {Short(body)}"}\nThe namespace is {address.Namespace}; `dotnet speckit-async doctor` checks what you may do there.");
    }

    /// <summary>What a broken connection means: kubectl's own failure where that is why.</summary>
    public static ToolFailedException From(HttpRequestException broken, ClusterAddress address) =>
        broken.InnerException as ToolFailedException ?? Unreachable(broken.Message, address);

    /// <summary>Nobody answers.</summary>
    public static ClusterException Unreachable(string why, ClusterAddress address) =>
        new(0, false, $"The cluster does not answer: {Short(why)}\nCheck `kubectl get pods --namespace {address.Namespace}`; agents that run go on without this tool.");

    /// <summary>There is no such namespace.</summary>
    public static ClusterException NoNamespace(ClusterAddress address) =>
        new(HttpStatusCode.NotFound, true, $"The namespace {address.Namespace} does not exist.\nInstall the release first, or choose another with --namespace.");

    private static string Short(string text) => text.Trim() is { Length: > 400 } longer ? longer[..400] + "…" : text.Trim();
}
