using System.Text;
using SpecKitExtension.Commands;
using SpecKitExtension.Naming;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Running;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

/// <summary>What <c>/implement</c> puts before the main model, step by step as the command has it, three agents at a time.</summary>
public sealed class SessionCostTests
{
    private const int BytesPerToken = 4;
    private const int AtOnce = 3;
    private const int LinesOfASubagent = 15;

    /// <summary>A model's call of a tool, with the frame that the session keeps around it and its answer.</summary>
    private const int BytesOfACall = 600;

    private static readonly Screen Page = Screen.File;

    [Fact]
    public void A_session_over_fifty_tasks_gives_the_main_model_less_than_60_000_tokens_to_read()
    {
        string[] lines =
        [
            .. Enumerable
                .Range(1, 50)
                .Select(number =>
                    $"- [ ] T{number:000} [P] [ASYNC] Write the model of part {number} with its validation and its tests in src/models/part-{number}.ts"
                ),
        ];
        HashSet<string> delivered = [];
        StringBuilder read = new(File.ReadAllText(Path.Combine(InitFiles.Shipped, "commands/speckit.async.implement.md")));
        var calls = 1;
        read.Append(
            PlanText.For(
                new(
                    TasksText.Plan(lines),
                    "f",
                    "specs/f",
                    "specs/f/tasks.md",
                    task => BranchName.For(new("f"), task.Id, task.Text, BranchName.DefaultTemplate).Value,
                    _ => null
                ),
                Page,
                verbose: false
            )
        );
        while (delivered.Count < lines.Length)
        {
            var next = NextText.For(View(), AtOnce);
            var start = next.Split('\n')[0]["start: ".Length..].Split(' ');
            start.Length.ShouldBeLessThanOrEqualTo(AtOnce);
            read.Append(next);
            foreach (var task in start)
            {
                read.Append(
                    $"Pod agent-{task.ToLowerInvariant()}-001-photo-albums-abcdefghij created in agent-orchestrator-dev on specs/f/task-{task}-write-the-model-of-part-async\n"
                );
                read.Append($"{task} ended: Delivered {new string('a', 40)} on specs/f/task-{task}-write-the-model-of-part-async\n");
                read.Append(string.Concat(Enumerable.Repeat(new string('x', 100) + "\n", LinesOfASubagent)));
                delivered.Add(task);
                calls++;
            }

            // What is next, the start, and what is next again when the agents have started.
            read.Append(NextText.For(View(), AtOnce));
            calls += 3;
        }

        read.Append(TaskTable.Of(View().Tasks, Page))
            .Append(
                string.Concat(delivered.Select(task => $"{task}: merged specs/f/task-{task}-write-the-model-of-part-async into main\n"))
            );
        calls += 2;

        ((Encoding.UTF8.GetByteCount(read.ToString()) + (calls * BytesOfACall)) / BytesPerToken).ShouldBeLessThan(60_000);

        SpecKitExtension.Running.FeatureView View() => Views.Of(lines, task => delivered.Contains(task.Id.Value) ? task.Delivered() : task);
    }
}
