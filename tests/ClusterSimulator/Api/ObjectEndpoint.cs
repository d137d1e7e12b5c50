using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>Create, get, list, patch and delete of any served kind; what is special about pods is in <see cref="PodEndpoint"/>.</summary>
internal sealed class ObjectEndpoint(Cluster cluster, ApiCall call)
{
    internal async Task RunAsync()
    {
        switch (call.Verb)
        {
            case "list":
                await ListAsync();
                break;
            case "get":
                await WriteAsync(200, Existing());
                break;
            case "create":
                await WriteAsync(201, Create((JsonObject)await call.BodyAsync()));
                break;
            case "patch":
                await WriteAsync(200, Change(await call.BodyAsync()));
                break;
            case "delete":
                var options = await call.BodyAsync();
                var existing = Existing();
                var uid = existing.Text("metadata", "uid");
                if (options.Text("preconditions", "uid") is { } expected && expected != uid)
                {
                    throw Conflict(
                        $"the UID in the precondition ({expected}) does not match the UID in record ({uid}). The object might have been deleted and then recreated"
                    );
                }

                await WriteAsync(
                    200,
                    call.Resource == "pods" ? new PodEndpoint(cluster, call).Delete(existing, options) : cluster.Store.Delete(call.Key)!
                );
                break;
            default:
                throw new ApiException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);
        }
    }

    private Task WriteAsync(int status, JsonObject body) =>
        call.Http.WriteAsync(
            status,
            call.WantsTable && call.Verb == "get" ? Tables.Build(call.Resource, [body], body.Text("metadata", "resourceVersion")) : body
        );

    private async Task ListAsync()
    {
        var (items, version) = cluster.Store.List(call.Resource, call.Space);
        var matching = items.Where(call.Filter()).ToArray();
        var text = version.ToString(CultureInfo.InvariantCulture);
        var from = (int)Math.Min(call.Number("continue") ?? 0, matching.Length);
        var until = (int)Math.Min(from + (call.Number("limit") ?? long.MaxValue / 2), matching.Length);
        var found = matching[from..until];
        JsonObject metadata = new() { ["resourceVersion"] = text };
        if (until < matching.Length)
        {
            (metadata["continue"], metadata["remainingItemCount"]) = (
                until.ToString(CultureInfo.InvariantCulture),
                matching.Length - until
            );
        }

        await call.Http.WriteAsync(
            200,
            call.WantsTable
                ? Tables.Build(call.Resource, found, text)
                : new JsonObject
                {
                    ["kind"] = $"{call.Kind}List",
                    ["apiVersion"] = "v1",
                    ["metadata"] = metadata,
                    ["items"] = Json.Array(found.Select(WithoutKind)),
                }
        );
    }

    private static JsonObject WithoutKind(JsonObject item)
    {
        var copy = item.Clone();
        copy.Remove("kind");
        copy.Remove("apiVersion");
        return copy;
    }

    private ApiException Conflict(string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {call.Resource} \"{call.Name}\": {why}");

    private JsonObject Existing() => cluster.Store.Find(call.Key) ?? throw ApiException.NotFound(call.Resource, call.Name!);

    private JsonObject Create(JsonObject body)
    {
        if (Recorded.Schemas.ContainsKey($"io.k8s.api.core.v1.{call.Kind}"))
        {
            FieldValidation.Check(call.Kind, body, strict: call.Query("fieldValidation") == "Strict");
        }

        var metadata = body.Child("metadata");
        if (call.Resource != "namespaces")
        {
            if (metadata.Text("namespace") is { } other && other != call.Space)
            {
                throw ApiException.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
            }

            metadata["namespace"] = call.Space;
            _ = cluster.Store.Find(new("namespaces", "", call.Space!)) ?? throw ApiException.NotFound("namespaces", call.Space!);
        }

        if (metadata.Text("name") is null && metadata.Text("generateName") is { } prefix)
        {
            metadata["name"] = prefix + Guid.NewGuid().ToString("N")[..5];
        }

        ObjectKey key = new(call.Resource, call.Space ?? "", metadata.Text("name") ?? "");
        if (call.Resource == "pods")
        {
            return new PodEndpoint(cluster, call).Create(key, body);
        }

        PodValidation.CheckMetadata(call.Kind, body);
        if (call.IsDryRun)
        {
            return cluster.Store.Find(key) is null ? body : throw ApiException.AlreadyExists(call.Resource, key.Name);
        }

        return cluster.Store.Create(key, body) ?? throw ApiException.AlreadyExists(call.Resource, key.Name);
    }

    private JsonObject Change(JsonNode patch)
    {
        var type = call.Http.Request.ContentType?.Split(';')[0];
        if (type is not ("application/merge-patch+json" or "application/strategic-merge-patch+json" or "application/json-patch+json"))
        {
            throw new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json"
            );
        }

        var before = Existing();
        var after = Changed(before);
        if (call.IsDryRun)
        {
            return after;
        }

        var stored = cluster.Store.Update(call.Key, body =>
        {
            var wanted = Changed(body);
            foreach (var name in wanted.Select(pair => pair.Key).ToArray())
            {
                body[name] = wanted[name]?.DeepClone();
            }
        }) ?? throw ApiException.NotFound(call.Resource, call.Name!);
        cluster.Runs.GetValueOrDefault(call.Key)?.Refresh();
        return stored;

        JsonObject Changed(JsonObject body)
        {
            var changed = body.Clone();
            try
            {
                Patch.Apply(changed, patch);
            }
            catch (FormatException wrong)
            {
                throw new ApiException(
                    422,
                    "Invalid",
                    $"the server rejected our request due to an error in our request: {wrong.Message}",
                    []
                );
            }

            if (changed.Text("metadata", "resourceVersion") is { } version && version != body.Text("metadata", "resourceVersion"))
            {
                throw Conflict("the object has been modified; please apply your changes to the latest version and try again");
            }

            if (call.Resource == "pods")
            {
                PodValidation.CheckChange(body, changed);
            }

            return changed;
        }
    }
}
