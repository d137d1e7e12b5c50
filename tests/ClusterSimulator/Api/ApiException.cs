using System.Text.Json.Nodes;

namespace ClusterSimulator.Api;

/// <summary>A refusal, with the Status body the real server sends.</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    internal int Code => code;

    internal static ApiException NotFound(string resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Details(resource, name));

    internal static ApiException UnknownPath() => new(404, "NotFound", "the server could not find the requested resource", []);

    internal static ApiException AlreadyExists(string resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists", Details(resource, name));

    internal static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <param name="name">Empty when the whole collection is refused.</param>
    internal static ApiException Forbidden(string resource, string name, string why) =>
        new(
            403,
            "Forbidden",
            name.Length == 0 ? $"{resource} is forbidden: {why}" : $"{resource} \"{name}\" is forbidden: {why}",
            Details(resource, name)
        );

    /// <param name="cause">One of FieldValueInvalid, FieldValueRequired, FieldValueForbidden, FieldValueTooLong.</param>
    internal static ApiException Invalid(string kind, string name, string field, string cause, string why) =>
        new(
            422,
            "Invalid",
            $"{kind} \"{name}\" is invalid: {field}: {why}",
            new()
            {
                ["name"] = name,
                ["kind"] = kind,
                ["causes"] = new JsonArray(
                    new JsonObject
                    {
                        ["reason"] = cause,
                        ["message"] = why,
                        ["field"] = field,
                    }
                ),
            }
        );

    internal static ApiException Expired(string version, long oldest) =>
        new(410, "Expired", $"too old resource version: {version} ({oldest})");

    internal JsonObject Body()
    {
        JsonObject body = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
        };
        if (details is not null)
        {
            body["details"] = details.DeepClone();
        }

        body["code"] = code;
        return body;
    }

    private static JsonObject Details(string resource, string name) =>
        name.Length == 0 ? new() { ["kind"] = resource } : new() { ["name"] = name, ["kind"] = resource };
}
