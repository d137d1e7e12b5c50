using System.Text.Json.Nodes;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Api;

/// <summary>Writes whole answers with the headers of the real server.</summary>
internal static class Answers
{
    internal static Task WriteAsync(this HttpContext http, int status, JsonNode body) => http.WriteAsync(status, "application/json", body.Bytes());

    internal static async Task WriteAsync(this HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Begin(status, contentType);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The head of an answer whose body follows in pieces.</summary>
    internal static void Begin(this HttpContext http, int status, string contentType)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.ContentType = contentType;
    }
}
