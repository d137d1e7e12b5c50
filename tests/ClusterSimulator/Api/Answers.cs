using System.Text.Json.Nodes;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Api;

/// <summary>Writes whole answers with the headers of the real server.</summary>
internal static class Answers
{
    internal static Task WriteAsync(this HttpContext http, int status, JsonNode body) =>
        http.WriteAsync(status, "application/json", body.Bytes());

    internal static async Task WriteAsync(this HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Begin(status, contentType);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Sends the head of an answer whose body follows in pieces, perhaps much later.</summary>
    internal static Task BeginStreamAsync(this HttpContext http, string contentType)
    {
        http.Begin(200, contentType);
        return http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static void Begin(this HttpContext http, int status, string contentType)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.ContentType = contentType;
    }
}
