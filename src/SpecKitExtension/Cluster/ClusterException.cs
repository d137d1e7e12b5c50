using System.Net;
using k8s;
using k8s.Models;
using SpecKitExtension.Cluster.Connecting;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The API server said no, or nothing, or the way to it is barred; the message is finished.</summary>
/// <param name="message">What happened, and what to do about it.</param>
/// <param name="status">The HTTP status; 0 when there was no answer.</param>
/// <param name="said">What the API server said; null when it was not the one that answered.</param>
internal sealed class ClusterException(string message, HttpStatusCode status = 0, V1Status? said = null) : ToolFailedException(message)
{
    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>What the API server said, with reason and causes; null when it was not the one that answered.</summary>
    public V1Status? Said { get; } = said;

    /// <summary>Whether the API server knows no such object.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Said is not null;

    /// <summary>Whether an object of that name is there already.</summary>
    public bool IsTaken => Status == HttpStatusCode.Conflict && Said?.Reason == "AlreadyExists";

    /// <summary>Whether asking again is pointless until somebody has changed something.</summary>
    public bool Permanent { get; private init; }

    /// <summary>Whether the kubeconfig, or what was chosen of it, is wrong: its user meant a cluster and has to correct that
    /// first.</summary>
    public bool IsMisconfigured { get; private init; }

    /// <summary>Whether the same request may work later.</summary>
    public bool Transient =>
        !Permanent
        && Status is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>What a refusal means.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="address">The cluster and the namespace.</param>
    /// <param name="plugin">The plugin that gave the credential; null for none.</param>
    public static ClusterException From(HttpStatusCode status, string body, ClusterAddress address, ExecPlugin? plugin = null)
    {
        var said = TryStatus(body);
        var words = said?.Message ?? $"{(int)status} {Short(body)}";
        return status switch
        {
            HttpStatusCode.Unauthorized => new(
                $"The cluster does not accept who you are (401): {words}\n{(plugin is null ? "Sign in again or renew the kubeconfig's credential" : $"Sign in again as `{plugin.Command}` wants it")}; `kubectl get pods --namespace {address.Namespace}` must work.",
                status,
                said
            ),
            HttpStatusCode.Forbidden => new(
                $"You may not do that: {words}\nAsk the platform team for the release's developer role in the namespace {address.Namespace} (rbac.subjects in its values), or for this right in it.",
                status,
                said
            ),
            _ when said is null => Gateway(status, body, address),
            _ => new(
                $"The cluster refuses: {words}\nThe namespace is {address.Namespace}; `dotnet speckit-async doctor` checks what you may do there.",
                status,
                said
            ),
        };
    }

    /// <summary>What a broken connection means: its own reason where it has one.</summary>
    public static ToolFailedException From(Exception broken, ClusterAddress address)
    {
        for (var inner = broken; inner is not null; inner = inner.InnerException)
        {
            if (inner is ToolFailedException finished)
            {
                return finished;
            }
        }

        return Unreachable(broken.InnerException?.Message ?? broken.Message, address);
    }

    /// <summary>Nobody answers.</summary>
    public static ClusterException Unreachable(string why, ClusterAddress address) =>
        new(
            $"The cluster does not answer: {Short(why)}\nCheck `kubectl get pods --namespace {address.Namespace}`; agents that run go on without this tool."
        );

    /// <summary>There is no such namespace.</summary>
    public static ClusterException NoNamespace(ClusterAddress address) =>
        Final(
            $"The namespace {address.Namespace} does not exist.",
            "Install the release first, or choose another with --namespace.",
            HttpStatusCode.NotFound
        );

    public static ClusterException NoKubeconfig(string what) =>
        Final(
            what,
            "Get one from whoever runs the cluster (`kubectl config view` shows what is there), or name it in KUBECONFIG or cluster.kubeconfig."
        );

    public static ClusterException BadKubeconfig(string what) =>
        Misconfigured(what, "Correct the kubeconfig; `kubectl config view` shows how it is read.");

    public static ClusterException UnknownContext(string what, IEnumerable<string> known) =>
        Misconfigured(
            what,
            $"Choose one with --context or `kubectl config use-context`; the kubeconfig has {(known.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "none")}."
        );

    public static ClusterException UnknownHost(Uri host, bool isProxy) =>
        new(
            $"The cluster does not answer: the {(isProxy ? "proxy's " : "")}host {host.IdnHost} is not known.\nCheck the network or VPN, and the {(isProxy ? "proxy" : "server")}'s name in the kubeconfig."
        );

    public static ClusterException RefusedConnection(Uri server) =>
        new(
            $"The cluster does not answer: {server.Authority} refuses the connection.\nCheck that the cluster runs, and the server's address and port in the kubeconfig."
        );

    public static ClusterException TimedOut(Uri server, TimeSpan after) =>
        new(
            $"The cluster does not answer: {server.Authority} did not within {after.TotalSeconds:0} s.\nCheck the network or VPN, and whether a proxy is needed (proxy-url in the kubeconfig)."
        );

    public static ClusterException Unreachable(Uri server, string why) =>
        new(
            $"The cluster does not answer: the connection to {server.Authority} broke: {Short(why)}\nCheck the network, and whether {server.Scheme} is right for this port."
        );

    public static ClusterException Certificate(Uri server, string why) =>
        Final(
            $"The connection to {server.Authority} is not trusted: {Short(why)}.",
            "Nothing was sent to it. Check the server's address, certificate-authority and tls-server-name in the kubeconfig; behind a proxy that reads along, its authority belongs there too."
        );

    public static ClusterException NoTls() =>
        Final(
            "This machine has no OpenSSL library (libssl), which a secure connection needs.",
            "Install it (Debian, Ubuntu: libssl3; Fedora, RHEL: openssl-libs; Alpine: openssl). What needs no cluster works without."
        );

    public static ClusterException Proxy(Uri server, string why) =>
        Final(
            $"The proxy before {server.Authority} does not let us through: {Short(why)}.",
            "Check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY."
        );

    public static ClusterException Plugin(ExecPlugin plugin, string why, string? hint = null) =>
        Final(
            $"The credential plugin `{plugin.Command}` of the kubeconfig gives no credential: {why}",
            hint ?? "Do what it says; `kubectl get pods` must work."
        );

    public static ClusterException TooOld(string version) =>
        Final(
            $"The cluster runs Kubernetes {version}; 1.28 or later is needed.",
            "Choose another cluster with --context, or have it upgraded."
        );

    public static ClusterException NoKubernetes(ClusterAddress address) =>
        new(
            $"The cluster does not answer: something else than Kubernetes does.\nCheck the server's address in the kubeconfig, and whether a gateway before it wants a sign-in. The namespace is {address.Namespace}."
        );

    private static ClusterException Gateway(HttpStatusCode status, string body, ClusterAddress address) =>
        status >= HttpStatusCode.InternalServerError
            ? new(Unreachable($"a gateway before it says {(int)status} {Plain(body)}", address).Message, status)
            : new(
                $"Something before the cluster refuses: {(int)status} {Plain(body)}\nCheck the server's address in the kubeconfig; the namespace is {address.Namespace}.",
                status
            );

    private static ClusterException Misconfigured(string what, string remedy) =>
        new($"{what}\n{remedy}") { Permanent = true, IsMisconfigured = true };

    private static ClusterException Final(string what, string remedy, HttpStatusCode status = 0) =>
        new($"{what}\n{remedy}", status) { Permanent = true };

    /// <summary>A gateway's page says nothing that belongs into a terminal.</summary>
    private static string Plain(string body) => body.Contains('<', StringComparison.Ordinal) ? "with a page of HTML" : Short(body);

    private static V1Status? TryStatus(string body)
    {
        try
        {
            return body.TrimStart().StartsWith('{') && KubernetesJson.Deserialize<V1Status>(body) is { Kind: "Status" } status
                ? status
                : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Trim() is { Length: > 400 } longer ? longer[..400] + "…" : text.Trim().TrimEnd('.');
}
