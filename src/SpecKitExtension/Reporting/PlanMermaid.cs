using System.Globalization;
using System.Text;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A plan as a Mermaid flowchart in a Markdown fence, for a pull request.</summary>
internal sealed class PlanMermaid
{
    /// <summary>GitHub draws no diagram of more than 50,000 characters.</summary>
    private const int MostCharacters = 49_000;

    private const int TitleColumns = 48;

    private readonly StringBuilder text = new();
    private readonly Plan plan;
    private readonly bool titles;

    private PlanMermaid(Plan plan, bool titles) => (this.plan, this.titles) = (plan, titles);

    /// <summary>The flowchart: a box for each ASYNC task, a rounded one for each SYNC task, arrows from what comes first. A large plan goes without titles.</summary>
    public static string For(Plan plan)
    {
        var drawn = new PlanMermaid(plan, titles: true).Draw();
        return drawn.Length <= MostCharacters ? drawn : new PlanMermaid(plan, titles: false).Draw();
    }

    private string Draw()
    {
        text.Append("```mermaid\nflowchart TD\n");
        foreach (var phase in plan.Tasks.Index().GroupBy(task => task.Item.Item.Phase))
        {
            AppendPhase(plan.List.Phases[phase.Key].Title, phase.Key, phase);
        }

        AppendEdges();
        foreach (var state in plan.Tasks.Index().GroupBy(task => TaskWords.Of(task.Item.State)))
        {
            text.Append(CultureInfo.InvariantCulture, $"  class {string.Join(',', state.Select(task => $"t{task.Index}"))} {state.Key}\n");
        }

        return text.Append("""
              classDef done fill:#dafbe1,stroke:#2da44e,color:#1f2328
              classDef ready fill:#ddf4ff,stroke:#0969da,color:#1f2328,stroke-width:2px
              classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#1f2328
              classDef blocked fill:#ffebe9,stroke:#cf222e,color:#1f2328
            ```

            """).ToString();
    }

    private void AppendPhase(string title, int phase, IEnumerable<(int Index, PlannedTask Item)> tasks)
    {
        var (indent, named) = title.Length > 0 ? ("    ", true) : ("  ", false);
        text.Append(named ? string.Create(CultureInfo.InvariantCulture, $"  subgraph p{phase}[{MermaidText.Quote(title)}]\n") : "");
        foreach (var (index, task) in tasks)
        {
            var item = task.Item;
            var sync = item.Mode == TaskMode.Sync;
            var label = MermaidText.Quote($"{item.Id} {(sync ? "SYNC" : "ASYNC")}", titles ? Columns.Cut(item.Text, TitleColumns, "…") : "");
            text.Append(CultureInfo.InvariantCulture, $"{indent}t{index}{(sync ? "(" : "[")}{label}{(sync ? ")" : "]")}\n");
        }

        text.Append(named ? "  end\n" : "");
    }

    private void AppendEdges()
    {
        var joints = 0;
        var groups = DirectEdges.Of(plan).Index().Where(task => task.Item.Count > 0).GroupBy(task => string.Join(',', task.Item.Select(from => $"t{from}")), task => (Task: task.Index, From: task.Item));
        foreach (var group in groups)
        {
            string[] from = [.. group.First().From.Select(index => $"t{index}")];
            string[] to = [.. group.Select(edge => $"t{edge.Task}")];
            if (from.Length * to.Length > from.Length + to.Length + 1)
            {
                // Everybody waits for everybody: all arrows meet in one point instead.
                var joint = string.Create(CultureInfo.InvariantCulture, $"j{joints++}");
                text.Append(CultureInfo.InvariantCulture, $"  {joint}(( ))\n");
                AppendEdges(from, [joint]);
                AppendEdges([joint], to);
            }
            else
            {
                AppendEdges(from, to);
            }
        }
    }

    private void AppendEdges(string[] from, string[] to) =>
        text.Append(CultureInfo.InvariantCulture, $"  {string.Join(" & ", from)} --> {string.Join(" & ", to)}\n");
}
