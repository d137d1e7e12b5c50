using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>What is asked of the cluster, and nothing more.</summary>
internal static class ClusterCalls
{
    private const int OldestMinor = 28;
    private const int FirstMinorWithPolicies = 30;
    private const string PodEvents = "involvedObject.kind=Pod";

    /// <summary>The pods that a selector chooses.</summary>
    public static async Task<V1PodList> PodsAsync(this ClusterApi api, string selector, CancellationToken ct) =>
        await api.AskAsync(
            (k8s, stop) => k8s.CoreV1.ListNamespacedPodAsync(api.Address.Namespace, labelSelector: selector, cancellationToken: stop),
            ct
        ) ?? throw ClusterException.NoNamespace(api.Address);

    /// <summary>A pod; null when there is none of that name.</summary>
    public static Task<V1Pod?> PodAsync(this ClusterApi api, string name, CancellationToken ct) =>
        api.AskAsync((k8s, stop) => k8s.CoreV1.ReadNamespacedPodAsync(name, api.Address.Namespace, cancellationToken: stop), ct);

    /// <summary>The events of pods in the namespace.</summary>
    public static async Task<Corev1EventList> EventsAsync(this ClusterApi api, CancellationToken ct) =>
        await api.AskAsync(
            (k8s, stop) => k8s.CoreV1.ListNamespacedEventAsync(api.Address.Namespace, fieldSelector: PodEvents, cancellationToken: stop),
            ct
        ) ?? throw ClusterException.NoNamespace(api.Address);

    /// <summary>A ConfigMap; null when there is none of that name.</summary>
    public static Task<V1ConfigMap?> ConfigMapAsync(this ClusterApi api, string name, CancellationToken ct) =>
        api.AskAsync((k8s, stop) => k8s.CoreV1.ReadNamespacedConfigMapAsync(name, api.Address.Namespace, cancellationToken: stop), ct);

    /// <summary>Fails when the namespace does not exist.</summary>
    /// <returns>False when nobody may tell.</returns>
    public static async Task<bool> RequireNamespaceAsync(this ClusterApi api, CancellationToken ct)
    {
        try
        {
            _ = await api.AskAsync((k8s, stop) => k8s.CoreV1.ReadNamespaceAsync(api.Address.Namespace, cancellationToken: stop), ct)
                ?? throw ClusterException.NoNamespace(api.Address);
            return true;
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return false;
        }
    }

    /// <summary>Whether a secret is there; its content is of no interest.</summary>
    /// <returns>Null when nobody may tell.</returns>
    public static async Task<bool?> HasSecretAsync(this ClusterApi api, string name, CancellationToken ct)
    {
        try
        {
            return await api.AskAsync(
                (k8s, stop) => k8s.CoreV1.ReadNamespacedSecretAsync(name, api.Address.Namespace, cancellationToken: stop),
                ct
            )
                is not null;
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Fails when the server is older than what the tool can work with.</summary>
    /// <returns>Its version; null when nobody may tell.</returns>
    public static async Task<string?> RequireVersionAsync(this ClusterApi api, CancellationToken ct)
    {
        try
        {
            var told = await api.AskAsync((k8s, stop) => k8s.Version.GetCodeAsync(stop), ct);
            return told is null || MinorOf(told.GitVersion) is not { } minor || minor >= OldestMinor
                ? told?.GitVersion
                : throw ClusterException.TooOld(told.GitVersion);
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Whether a server is too old for admission policies; false where its version is not known.</summary>
    /// <param name="version">As the server says it: <c>v1.29.4-eks-1</c>.</param>
    public static bool LacksPolicies(string? version) => MinorOf(version) < FirstMinorWithPolicies;

    /// <summary>The minor version of Kubernetes 1; null for another major version, and for what is none.</summary>
    private static int? MinorOf(string? version) =>
        version?.TrimStart('v').Split('.') is ["1", var minor, ..]
        && int.TryParse(minor.TrimEnd('+'), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Sets an annotation of a pod that is there.</summary>
    public static Task AnnotateAsync(this ClusterApi api, string pod, string name, string value, CancellationToken ct)
    {
        V1Patch patch = new(
            $$"""{"metadata":{"annotations":{"{{name}}":"{{JsonEncodedText.Encode(value)}}"} } }""",
            V1Patch.PatchType.MergePatch
        );
        return api.AskAsync(
            (k8s, stop) => k8s.CoreV1.PatchNamespacedPodAsync(patch, pod, api.Address.Namespace, cancellationToken: stop),
            ct
        );
    }

    /// <summary>Deletes a pod with the grace it asks for.</summary>
    public static Task DeletePodAsync(this ClusterApi api, string pod, CancellationToken ct) =>
        api.AskAsync((k8s, stop) => k8s.CoreV1.DeleteNamespacedPodAsync(pod, api.Address.Namespace, cancellationToken: stop), ct);

    /// <summary>Creates a pod from its manifest, as it is.</summary>
    /// <exception cref="Tools.ToolFailedException">The server refuses; its status says why.</exception>
    public static async Task CreatePodAsync(this ClusterApi api, string manifest, bool dryRun, CancellationToken ct)
    {
        using StringContent content = new(manifest, Encoding.UTF8, "application/yaml");
        using var answer = await api.SendAsync(
            HttpMethod.Post,
            api.Path($"pods?fieldValidation=Ignore{(dryRun ? "&dryRun=All" : "")}"),
            content,
            ct
        );
    }

    /// <summary>Whether the developer may do something in the namespace.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="right">What is asked for.</param>
    /// <param name="ct">Ends the asking.</param>
    public static async Task<bool> MayAsync(this ClusterApi api, V1ResourceAttributes right, CancellationToken ct)
    {
        V1SelfSubjectAccessReview review = new()
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = "SelfSubjectAccessReview",
            Spec = new() { ResourceAttributes = right },
        };
        right.NamespaceProperty = api.Address.Namespace;
        return (
                await api.AskAsync(
                    (k8s, stop) => k8s.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(review, cancellationToken: stop),
                    ct
                )
            )
                ?.Status
                ?.Allowed == true;
    }
}
