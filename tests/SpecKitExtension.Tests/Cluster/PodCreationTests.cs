using System.Net;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Tests.Cluster;

public sealed class PodCreationTests
{
    [Theory]
    [InlineData("requested: limits.memory=8Gi, used: limits.memory=0, limited: limits.memory=4Gi", false)]
    [InlineData("requested: limits.memory=8Gi,pods=1, used: limits.memory=0,pods=10, limited: limits.memory=4Gi,pods=10", false)]
    [InlineData("requested: limits.cpu=2,pods=1, used: limits.cpu=10,pods=0, limited: limits.cpu=10,pods=0", false)]
    [InlineData("requested: limits.memory=8Gi,pods=1, used: limits.memory=30Gi,pods=10, limited: limits.memory=32Gi,pods=10", true)]
    [InlineData("requested: limits.cpu=2, used: limits.cpu=500m, limited: limits.cpu=2", true)]
    public void A_quota_in_which_nothing_is_used_never_has_room(string numbers, bool room)
    {
        var message = $"pods \\\"a\\\" is forbidden: exceeded quota: agents, {numbers}";
        var status =
            $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"Forbidden","code":403}""";
        PodCreation made = new("a", ClusterException.From(HttpStatusCode.Forbidden, status, new("agents", null, null)));
        made.NoRoom.ShouldBe(room);
        made.Why.ShouldBe($"pods \"a\" is forbidden: exceeded quota: agents, {numbers}");
    }

    [Theory]
    [InlineData(502, "<html><body>Bad Gateway</body></html>", true, "with a page of HTML")]
    [InlineData(503, "upstream connect error", true, "upstream connect error")]
    [InlineData(404, "<html>nothing here</html>", false, "404 with a page of HTML")]
    [InlineData(429, "", true, "429")]
    public void What_a_gateway_says_is_no_word_of_the_server(int status, string body, bool transient, string words)
    {
        var refusal = ClusterException.From((HttpStatusCode)status, body, new("agents", null, null));
        refusal.Transient.ShouldBe(transient);
        refusal.Said.ShouldBeNull();
        refusal.IsMissing.ShouldBeFalse();
        refusal.Message.ShouldContain(words);
        refusal.Message.ShouldNotContain("<");
    }
}
