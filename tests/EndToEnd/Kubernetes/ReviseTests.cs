using System.Text;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class ReviseTests
{
    private const string Agent = """
        cat >/dev/null; mkdir -p greetings; echo "$TASK_ID greets for the $TASK_ATTEMPT. time" >>"greetings/$TASK_ID.txt"; echo "I have done $TASK_ID as attempt $TASK_ATTEMPT."; [ "$TASK_ID$TASK_ATTEMPT" != T0021 ]
        """;

    [SkippableFact]
    public async Task Tasks_are_revised_retried_and_integrated_though_the_pods_of_earlier_attempts_are_gone()
    {
        await using var feature = await ClusterFeature.CreateAsync(ReviewLoop.Tasks, Agent);
        await new ReviewLoop
        {
            Origin = feature.OriginAsync,
            Desk = feature.Clone,
            Other = await feature.NewCloneAsync("other desk"),
            Prompt = (task, attempt) => Task.FromResult(PromptOf(feature, task, attempt)),
            Between = () => feature.Cluster.Kubectl(["delete", "pods", "--grace-period=1", "-l", $"speckit-async/feature={feature.Name}"]),
        }.HoldsAsync();
    }

    private static string PromptOf(ClusterFeature feature, string task, int attempt) =>
        Encoding.UTF8.GetString(
            Convert.FromBase64String(
                feature
                    .Pods()
                    .Single(pod => ClusterFeature.Label(pod, "task") == task && ClusterFeature.Label(pod, "attempt") == $"{attempt}")[
                    "metadata"
                ]!["annotations"]!["speckit-async/prompt-base64"]!.GetValue<string>()
            )
        );
}
