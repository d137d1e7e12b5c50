using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>A check that notices nothing proves nothing.</summary>
public sealed class CheckTests
{
    [Fact]
    public void The_Restricted_standard_is_noticed_when_broken()
    {
        var spec = Pod.Single().Spec;
        Broken(pod => pod["hostNetwork"] = true).ShouldBe(["hostNetwork is on"]);
        Broken(pod => pod["volumes"]!.AsArray().Add(new JsonObject { ["name"] = "a", ["hostPath"] = new JsonObject() }))
            .ShouldBe(["volume a is a hostPath"]);
        Broken(pod => pod["securityContext"]!["runAsUser"] = 0).Count().ShouldBe(3);
        Broken(pod => Agent(pod).Remove("capabilities")).ShouldBe(["container agent keeps capabilities"]);
        Broken(pod => Agent(pod)["privileged"] = true).ShouldBe(["container agent is privileged"]);
        Broken(pod => Agent(pod).Remove("allowPrivilegeEscalation")).ShouldBe(["container agent may escalate privileges"]);

        IEnumerable<string> Broken(Action<JsonObject> change)
        {
            var copy = spec.DeepClone().AsObject();
            change(copy);
            return RestrictedStandard.Objections(copy);
        }
    }

    [Fact]
    public void A_field_that_Kubernetes_does_not_know_is_noticed()
    {
        var written = Pod.Single().Object;
        written["spec"]!["restartPolcy"] = "Never";
        Kubectl.Lost(written, Kubectl.Read(written.ToJsonString()).Single()).ShouldBe([".spec.restartPolcy"]);
    }

    [Theory]
    [InlineData("$(A)", "a")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$a")]
    [InlineData("$(B) $ $x $(A", "$(B) $ $x $(A")]
    public void Variables_are_expanded_as_the_kubelet_does(string value, string expanded) =>
        VariableExpansion.Of(value, new Dictionary<string, string> { ["A"] = "a" }).ShouldBe(expanded);

    private static JsonObject Agent(JsonObject spec) => spec["containers"]![0]!["securityContext"]!.AsObject();
}
