using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Faults;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>Admission, start and graceful deletion of pods.</summary>
internal sealed class PodEndpoint(Cluster cluster, ApiCall call)
{
    // Admission is one at a time, as the quota's count and the creation belong together.
    private static readonly Lock _admission = new();

    internal JsonObject Create(ObjectKey key, JsonObject pod)
    {
        PodDefaults.Apply(pod);
        lock (_admission)
        {
            if (cluster.Faults.AnswerTo(key.Name) is var (code, reason, words))
            {
                throw new ApiException(code, reason, words, new() { ["name"] = key.Name, ["kind"] = "pods" });
            }

            if (cluster.Faults.RefusalOf(key.Name) is { } message)
            {
                throw ApiException.Forbidden("pods", key.Name, message);
            }

            PodValidation.CheckPod(pod);
            var used = cluster.LivePods(key.Namespace);
            if (cluster.Store.Find(key) is not null)
            {
                throw ApiException.AlreadyExists("pods", key.Name);
            }

            if (cluster.Faults.PodQuota is { } quota && used >= quota)
            {
                throw ApiException.Forbidden(
                    "pods",
                    key.Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"exceeded quota: agents, requested: pods=1, used: pods={used}, limited: pods={quota}"
                    )
                );
            }

            if (call.IsDryRun)
            {
                pod.Child("metadata")["uid"] = Guid.NewGuid().ToString();
                pod.Child("metadata")["creationTimestamp"] = Json.Seconds(DateTimeOffset.UtcNow);
                return pod;
            }

            _ = cluster.Store.Create(key, pod);
            cluster.CountLivePods();
        }

        var created = pod.Clone();
        if (cluster.Faults.StateOf(key.Name) is { } state)
        {
            _ = Task.Run(() => RecordedState.Enter(cluster, key, state));
        }
        else
        {
            cluster.Start(key, created);
        }

        return created;
    }

    /// <returns>The pod as the deletion left it: with a deadline while its containers stop, or its last state.</returns>
    internal JsonObject Delete(JsonObject pod, JsonNode options)
    {
        if (call.IsDryRun)
        {
            return pod;
        }

        var run = cluster.Runs.GetValueOrDefault(call.Key);
        var grace = options.Number("gracePeriodSeconds")
            ?? call.Number("gracePeriodSeconds")
            ?? pod.Number("spec", "terminationGracePeriodSeconds")
            ?? 30;

        // As the API server: nobody has to confirm the end of a pod that has no node or has ended, and force asks nobody.
        if (grace == 0 || pod.Text("spec", "nodeName") is null || pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            _ = run?.StopAsync(TimeSpan.Zero);
            return Remove(pod, call.Key);
        }

        if (pod.At("metadata", "deletionTimestamp") is not null)
        {
            return pod;
        }

        var marked = cluster.Store.Update(call.Key, body => Mark(body, grace)) ?? throw ApiException.NotFound("pods", call.Name!);
        _ = FinishAsync(run, TimeSpan.FromSeconds(grace));
        return marked;
    }

    private async Task FinishAsync(PodRun? run, TimeSpan grace)
    {
        await (run?.StopAsync(grace) ?? Task.CompletedTask);
        await Task.Delay(cluster.Options.Terminating);
        if (cluster.Store.Find(call.Key) is { } last)
        {
            Remove(last, call.Key);
        }
    }

    private JsonObject Remove(JsonObject last, ObjectKey key)
    {
        cluster.Store.Update(key, body => Mark(body, 0));
        cluster.Runs.TryRemove(key, out _);
        return cluster.Store.Delete(key) ?? last;
    }

    private static void Mark(JsonObject pod, long grace)
    {
        var metadata = pod.Child("metadata");
        if (metadata["deletionTimestamp"] is null)
        {
            metadata["generation"] = metadata.Number("generation") + 1;
            metadata["deletionTimestamp"] = Json.Seconds(DateTimeOffset.UtcNow.AddSeconds(grace));
        }

        metadata["deletionGracePeriodSeconds"] = grace;
    }
}
