using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ClusterSimulator.Api;

/// <summary>The HTTP side, which can go away and come back on the same port while the cluster stays.</summary>
internal sealed class ApiServer(Cluster cluster, ControlEndpoint control) : IAsyncDisposable
{
    private WebApplication? _web;

    internal int Port { get; private set; } = cluster.Options.Port;

    internal Connections Connections { get; } = new();

    internal async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(30);
                kestrel.Listen(IPAddress.Loopback, Port, listen =>
                {
                    listen.Use(next => transport => Connections.TrackAsync(transport, next));
                    listen.Protocols = HttpProtocols.Http1;
                    if (cluster.Options.Certificate is { } certificate)
                    {
                        listen.Protocols = HttpProtocols.Http1AndHttp2;
                        listen.UseHttps(certificate);
                    }
                });
            });
        _web = builder.Build();
        _web.Run(AnswerAsync);
        await _web.StartAsync();
        Port = new Uri(_web.Urls.First()).Port;
    }

    /// <summary>Cuts every connection and stops listening.</summary>
    internal async Task StopAsync()
    {
        if (_web is { } web)
        {
            _web = null;
            Connections.CutAll();
            using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(200));
            await web.StopAsync(now.Token);
            await web.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http, Connections.Of(http.Connection.Id));
        }
        catch (ApiException refused) when (!http.Response.HasStarted)
        {
            if (refused.Code == 429)
            {
                http.Response.Headers.RetryAfter = "1";
            }

            await http.WriteAsync(refused.Code, refused.Body());
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, or the connection was cut on purpose: nobody is left to answer.
        }
        catch (Exception broken) when (!http.Response.HasStarted)
        {
            await http.WriteAsync(500, new ApiException(500, "InternalError", $"the simulator failed: {broken}").Body());
        }
    }

    private async Task RouteAsync(HttpContext http, Connection connection)
    {
        var (path, gone) = (http.Request.Path.Value!, http.RequestAborted);
        if (path.StartsWith("/simulator/", StringComparison.Ordinal))
        {
            await control.AnswerAsync(http);
            return;
        }

        cluster.Requests.Enqueue($"{http.Request.Method} {path}{http.Request.QueryString}");
        await connection.PassAsync(gone);
        if (cluster.Faults.Credential is { } credential && http.Request.Headers.Authorization != credential)
        {
            throw new ApiException(401, "Unauthorized", "Unauthorized");
        }

        switch (cluster.Faults.TakeFailure(path))
        {
            case 502:
                // What stands there when it is a gateway's word and not the server's.
                await http.WriteAsync(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>"u8.ToArray());
                return;
            case 429:
                throw new ApiException(
                    429,
                    "TooManyRequests",
                    "Too many requests, please try again later.",
                    new JsonObject { ["retryAfterSeconds"] = 1 }
                );
            case { } status:
                throw new ApiException(status, "InternalError", "Internal error occurred: the simulator was told to fail", []);
            case null:
                break;
        }

        if (path is "/healthz" or "/readyz" or "/livez")
        {
            await http.WriteAsync(200, "text/plain; charset=utf-8", "ok"u8.ToArray());
        }
        else if (http.Request.Method == "POST" && path == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        {
            await AccessReview.AnswerAsync(http, cluster.Faults);
        }
        else if (path.TrimEnd('/') == "/version" && cluster.Faults.GitVersion is { } version)
        {
            await http.WriteAsync(
                200,
                new JsonObject
                {
                    ["major"] = "1",
                    ["minor"] = version.Split('.')[1],
                    ["gitVersion"] = version,
                }
            );
        }
        else if (http.Request.Method != "GET" || !await Recorded.TryAnswerAsync(http))
        {
            await AnswerAsync(ApiCall.Read(http) ?? throw ApiException.UnknownPath(), connection, gone);
        }
    }

    private async Task AnswerAsync(ApiCall call, Connection connection, CancellationToken gone)
    {
        var resource = call.Subresource is null ? call.Resource : $"{call.Resource}/{call.Subresource}";
        if (cluster.Faults.IsDenied(call.Verb, resource))
        {
            var place = call.Space is null ? "" : $" in the namespace \"{call.Space}\"";
            throw ApiException.Forbidden(
                call.Resource,
                call.Name ?? "",
                $"User \"simulator\" cannot {call.Verb} resource \"{resource}\" in API group \"\"{place}"
            );
        }

        switch (call.Subresource)
        {
            case "log" when call is { Resource: "pods", Verb: "get" }:
                await new LogEndpoint(cluster, call, connection).RunAsync(gone);
                break;
            case null when call.Verb == "watch":
                await new WatchStream(cluster, call, connection).RunAsync(gone);
                break;
            case null:
                await new ObjectEndpoint(cluster, call).RunAsync();
                break;
            default:
                throw ApiException.UnknownPath();
        }
    }
}
