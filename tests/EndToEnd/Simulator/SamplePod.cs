using System.Text.Json.Nodes;

namespace EndToEnd.SimulatorSpecs;

/// <summary>A pod with the three roles, each a line of bash.</summary>
internal static class SamplePod
{
    internal static JsonObject Create(
        string name,
        string agent = "echo working",
        string courier = "echo '{}' > \"$RESULT_FILE\"",
        string clone = "true",
        int grace = 5
    ) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { ["speckit-async/task"] = "t001" },
                ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/default-container"] = "agent", ["speckit-async/stop"] = "" },
            },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["automountServiceAccountToken"] = false,
                ["terminationGracePeriodSeconds"] = grace,
                ["volumes"] = new JsonArray(
                    new JsonObject { ["name"] = "workspace", ["emptyDir"] = new JsonObject() },
                    new JsonObject
                    {
                        ["name"] = "task",
                        ["downwardAPI"] = new JsonObject
                        {
                            ["items"] = new JsonArray(
                                new JsonObject
                                {
                                    ["path"] = "stop",
                                    ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.annotations['speckit-async/stop']" },
                                }
                            ),
                        },
                    }
                ),
                ["initContainers"] = new JsonArray(Container("clone", clone)),
                ["containers"] = new JsonArray(Container("agent", agent), Container("courier", courier)),
            },
        };

    private static JsonObject Container(string name, string script) =>
        new()
        {
            ["name"] = name,
            ["image"] = "registry.test/opencode:1",
            ["command"] = new JsonArray("bash", "-c", script),
            ["volumeMounts"] = new JsonArray(
                new JsonObject { ["name"] = "workspace", ["mountPath"] = "/workspace" },
                new JsonObject { ["name"] = "task", ["mountPath"] = "/etc/task" }
            ),
        };
}
