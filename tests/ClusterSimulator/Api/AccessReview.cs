using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Faults;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Api;

/// <summary>SelfSubjectAccessReview, in JSON and in the protobuf that kubectl sends.</summary>
internal static class AccessReview
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    internal static async Task AnswerAsync(HttpContext http, FaultPlan faults)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (http.Request.ContentType?.StartsWith(Protobuf, StringComparison.Ordinal) == true)
        {
            await http.WriteAsync(201, Protobuf, AnswerProtobuf(body.ToArray(), faults));
            return;
        }

        var review = (JsonObject)JsonNode.Parse(body.ToArray())!;
        var asked = review.At("spec", "resourceAttributes");
        review.Child("metadata");
        review["status"] = new JsonObject
        {
            ["allowed"] = IsAllowed(faults, asked.Text("verb"), asked.Text("resource"), asked.Text("subresource")),
        };
        await http.WriteAsync(201, review);
    }

    private static bool IsAllowed(FaultPlan faults, string? verb, string? resource, string? subresource) =>
        !faults.IsDenied(verb ?? "", string.IsNullOrEmpty(subresource) ? resource ?? "" : $"{resource}/{subresource}");

    /// <summary>Envelope: "k8s\0", 1 = type, 2 = review. Review: 1 = metadata, 2 = spec, 3 = status (1 = allowed). Only the status is
    /// new.</summary>
    private static byte[] AnswerProtobuf(byte[] request, FaultPlan faults)
    {
        var envelope = Fields(request.AsMemory(4));
        var review = Fields(Only(envelope, 2));
        var attributes = Fields(Only(Fields(Only(review, 2)), 1));
        var allowed = IsAllowed(faults, Text(attributes, 2), Text(attributes, 5), Text(attributes, 6));
        byte[] status = [0x08, (byte)(allowed ? 1 : 0), 0x12, 0, 0x1a, 0, 0x20, 0];
        byte[] answer = [.. Field(1, Only(review, 1)), .. Field(2, Only(review, 2)), .. Field(3, status)];
        return [.. "k8s\0"u8, .. Field(1, Only(envelope, 1)), .. Field(2, answer), 0x1a, 0, 0x22, 0];
    }

    private static ReadOnlyMemory<byte> Only(List<(int Number, ReadOnlyMemory<byte> Value)> fields, int number) =>
        fields.Find(field => field.Number == number).Value;

    private static string Text(List<(int Number, ReadOnlyMemory<byte> Value)> fields, int number) =>
        Encoding.UTF8.GetString(Only(fields, number).Span);

    /// <summary>The length-delimited fields; a number is skipped.</summary>
    private static List<(int Number, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        List<(int, ReadOnlyMemory<byte>)> fields = [];
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var length = Varint(message.Span, ref at);
            if ((tag & 7) == 2)
            {
                fields.Add((tag >> 3, message.Slice(at, length)));
                at += length;
            }
        }

        return fields;
    }

    private static int Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0, 0);
        do
        {
            value |= (bytes[at] & 0x7f) << shift;
            shift += 7;
        } while ((bytes[at++] & 0x80) != 0);

        return value;
    }

    private static byte[] Field(int number, ReadOnlyMemory<byte> value)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        for (var length = value.Length; ; length >>= 7)
        {
            bytes.Add((byte)(length > 0x7f ? (length & 0x7f) | 0x80 : length));
            if (length <= 0x7f)
            {
                return [.. bytes, .. value.Span];
            }
        }
    }
}
