using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClusterSimulator.Api;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>The rules of the real server that our manifests could break, with its words.</summary>
internal static partial class PodValidation
{
    private const int AnnotationBytes = 262_144;

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string KeyRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>What every kind must keep to.</summary>
    internal static void CheckMetadata(string kind, JsonObject body)
    {
        var name = body.Text("metadata", "name") ?? "";
        Check(name.Length > 0, "metadata.name", "FieldValueRequired", "Required value: name or generateName is required");
        Check(
            name.Length <= 253 && Subdomain().IsMatch(name),
            "metadata.name",
            "FieldValueInvalid",
            $"Invalid value: \"{name}\": {SubdomainRule}"
        );
        foreach (
            var (field, map) in new[]
            {
                ("metadata.labels", body.At("metadata", "labels")),
                ("metadata.annotations", body.At("metadata", "annotations")),
            }
        )
        {
            foreach (var (key, value) in map as JsonObject ?? [])
            {
                var slash = key.IndexOf('/', StringComparison.Ordinal);
                Check(
                    LabelName().IsMatch(key[(slash + 1)..]) && (slash < 0 || Subdomain().IsMatch(key[..slash])),
                    field,
                    "FieldValueInvalid",
                    $"Invalid value: \"{key}\": {KeyRule}"
                );
                var text = value.Text() ?? "";
                Check(
                    !field.EndsWith("labels", StringComparison.Ordinal) || text.Length <= 63,
                    field,
                    "FieldValueInvalid",
                    $"Invalid value: \"{text}\": must be no more than 63 bytes"
                );
                Check(
                    !field.EndsWith("labels", StringComparison.Ordinal) || LabelValue().IsMatch(text),
                    field,
                    "FieldValueInvalid",
                    $"Invalid value: \"{text}\": {ValueRule}"
                );
            }
        }

        var bytes = (body.At("metadata", "annotations") as JsonObject ?? []).Sum(pair =>
            Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value.Text() ?? "")
        );
        Check(
            bytes <= AnnotationBytes,
            "metadata.annotations",
            "FieldValueTooLong",
            string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {AnnotationBytes} bytes")
        );

        void Check(bool holds, string field, string cause, string why)
        {
            if (!holds)
            {
                throw ApiException.Invalid(kind, name, field, cause, why);
            }
        }
    }

    internal static void CheckPod(JsonObject pod)
    {
        CheckMetadata("Pod", pod);
        var name = pod.Text("metadata", "name")!;
        Require(pod.At("spec", "containers").Objects().Any(), "spec.containers", "FieldValueRequired", "Required value");
        HashSet<string> names = [],
            volumes = [];
        foreach (var volume in pod.At("spec", "volumes").Objects())
        {
            Require(
                volumes.Add(volume.Text("name") ?? ""),
                "spec.volumes",
                "FieldValueDuplicate",
                $"Duplicate value: \"{volume.Text("name")}\""
            );
        }

        foreach (var list in new[] { "initContainers", "containers" })
        {
            foreach (var (container, index) in pod.At("spec", list).Objects().Select((container, index) => (container, index)))
            {
                var (at, its) = ($"spec.{list}[{index}]", container.Text("name") ?? "");
                Require(
                    its.Length is > 0 and <= 63 && Label().IsMatch(its),
                    $"{at}.name",
                    "FieldValueInvalid",
                    $"Invalid value: \"{its}\": {LabelRule}"
                );
                Require(names.Add(its), $"{at}.name", "FieldValueDuplicate", $"Duplicate value: \"{its}\"");
                Require(!string.IsNullOrEmpty(container.Text("image")), $"{at}.image", "FieldValueRequired", "Required value");
                HashSet<string> paths = [];
                foreach (var (mount, place) in container["volumeMounts"].Objects().Select((mount, place) => (mount, place)))
                {
                    var field = string.Create(CultureInfo.InvariantCulture, $"{at}.volumeMounts[{place}]");
                    Require(
                        volumes.Contains(mount.Text("name") ?? ""),
                        $"{field}.name",
                        "FieldValueNotFound",
                        $"Not found: \"{mount.Text("name")}\""
                    );
                    Require(
                        paths.Add(mount.Text("mountPath") ?? ""),
                        $"{field}.mountPath",
                        "FieldValueInvalid",
                        $"Invalid value: \"{mount.Text("mountPath")}\": must be unique"
                    );
                }
            }
        }

        void Require(bool holds, string field, string cause, string why)
        {
            if (!holds)
            {
                throw ApiException.Invalid("Pod", name, field, cause, why);
            }
        }
    }

    /// <summary>A pod's spec is fixed, but for its hard deadline, which may be shortened, and a few fields that nobody here
    /// changes.</summary>
    internal static void CheckChange(JsonObject before, JsonObject after)
    {
        CheckMetadata("Pod", after);
        var (fixedBefore, fixedAfter) = (before["spec"]!.DeepClone(), after["spec"]!.DeepClone());
        if (after.Number("spec", "activeDeadlineSeconds") <= (before.Number("spec", "activeDeadlineSeconds") ?? long.MaxValue))
        {
            fixedBefore.AsObject().Remove("activeDeadlineSeconds");
            fixedAfter.AsObject().Remove("activeDeadlineSeconds");
        }

        if (!JsonNode.DeepEquals(fixedBefore, fixedAfter))
        {
            throw ApiException.Invalid(
                "Pod",
                before.Text("metadata", "name")!,
                "spec",
                "FieldValueForbidden",
                "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                    + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
            );
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]\z")]
    private static partial Regex LabelName();
}
