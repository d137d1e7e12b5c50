using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Api;

/// <summary>One request about an object or a collection of core/v1, taken apart.</summary>
/// <param name="Space">Null is every namespace (or a kind that has none).</param>
/// <param name="Name">Null is the collection.</param>
internal sealed record ApiCall(HttpContext Http, string Resource, string? Space, string? Name, string? Subresource)
{
    private static readonly Dictionary<string, string> _kinds = new()
    {
        ["pods"] = "Pod",
        ["events"] = "Event",
        ["configmaps"] = "ConfigMap",
        ["secrets"] = "Secret",
        ["namespaces"] = "Namespace",
        ["serviceaccounts"] = "ServiceAccount",
        ["resourcequotas"] = "ResourceQuota",
        ["limitranges"] = "LimitRange",
    };

    internal string Kind => _kinds[Resource];

    internal ObjectKey Key => new(Resource, Space ?? "", Name ?? "");

    internal string Verb =>
        (Http.Request.Method, Name) switch
        {
            ("GET", null) => IsWatch ? "watch" : "list",
            ("GET", _) => "get",
            ("POST", _) => "create",
            ("PATCH", _) => "patch",
            ("DELETE", null) => "deletecollection",
            ("DELETE", _) => "delete",
            _ => "update",
        };

    internal bool IsWatch => Query("watch") is "1" or "true";

    internal bool WantsTable => Http.Request.Headers.Accept.ToString().Contains("as=Table", StringComparison.Ordinal);

    internal bool IsDryRun => Query("dryRun") == "All";

    /// <summary>Takes apart <c>/api/v1/[namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]]</c>.</summary>
    /// <returns>Null when it is no such path or no kind served here.</returns>
    internal static ApiCall? Read(HttpContext http)
    {
        string[] parts = [.. http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (parts is not ["api", "v1", .. var rest])
        {
            return null;
        }

        var call = rest switch
        {
            ["namespaces", var space, var resource, .. var tail] => new ApiCall(
                http,
                resource,
                space,
                tail.ElementAtOrDefault(0),
                tail.ElementAtOrDefault(1)
            ),
            [var resource, .. var tail] => new ApiCall(http, resource, null, tail.ElementAtOrDefault(0), tail.ElementAtOrDefault(1)),
            _ => null,
        };
        return
            call is not null
            && _kinds.ContainsKey(call.Resource)
            && (call.Resource == "namespaces" ? call.Space is null : call.Space is not null || call.Name is null)
            ? call
            : null;
    }

    internal string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    internal long? Number(string name) => long.TryParse(Query(name), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What the request's selectors leave.</summary>
    internal Func<JsonObject, bool> Filter()
    {
        var labels = Selector.ForLabels(Query("labelSelector"));
        var fields = Selector.ForFields(Query("fieldSelector"));
        return item => (Space is null || item.Text("metadata", "namespace") == Space) && labels(item) && fields(item);
    }

    /// <returns>The request's JSON body; an empty object when there is none.</returns>
    /// <exception cref="ApiException">It is no JSON.</exception>
    internal async Task<JsonNode> BodyAsync()
    {
        if (Http.Request.ContentType?.Contains("protobuf", StringComparison.Ordinal) == true)
        {
            throw new ApiException(415, "UnsupportedMediaType", "the simulator takes objects as JSON only", []);
        }

        using MemoryStream body = new();
        await Http.Request.Body.CopyToAsync(body, Http.RequestAborted);
        try
        {
            var isYaml = Http.Request.ContentType?.Contains("yaml", StringComparison.Ordinal) == true;
            return body.Length == 0
                ? new JsonObject()
                : (isYaml ? Yaml.ToJson(System.Text.Encoding.UTF8.GetString(body.ToArray())) : JsonNode.Parse(body.ToArray()))
                    ?? throw ApiException.BadRequest("the body is null");
        }
        catch (System.Text.Json.JsonException broken)
        {
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {Kind}): {broken.Message}");
        }
    }
}
