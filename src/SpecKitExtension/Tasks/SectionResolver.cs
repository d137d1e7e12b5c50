using System.Buffers;
using System.Collections.Frozen;

namespace SpecKitExtension.Tasks;

/// <summary>Understands the Dependencies section: links tasks, narrows phases, and where it does not understand, narrows nothing and says so.</summary>
internal sealed class SectionResolver(TaskLinks links, IReadOnlyList<TaskPhase> phases, TaskGrammar grammar)
{
    private static readonly SearchValues<string> Doubtful = SearchValues.Create(["finish", "complet", "when", "first", "last", "sequen", "then"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> All = SearchValues.Create(["all", "every", "previous", "prior", "earlier", "preceding"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Tree = SearchValues.Create("├└│▼↓┌╰╭");

    // "It also depends on T002" speaks of what the sentence before spoke of.
    private static readonly FrozenSet<string> Pronouns = "it they this these and also must both which should will additionally then the is are be only start starts begin begins run runs proceed work may can could or has have needs to - – — , : . ;"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly PhaseWaits _waits = new(phases);

    private PhaseNames Names => links.Names;

    public IReadOnlyList<TaskPhase> Resolve(DependencySection section)
    {
        foreach (var (lines, text) in section.Items)
        {
            ReadItem(lines, text);
        }

        foreach (var (line, subject, objects, way) in section.Rows)
        {
            Read(new(line, way.IsReversed ? "Blocks" : "Depends on", way with { IsSure = false }, subject, objects, "", true, 0), subject);
        }

        section.Graphs.ForEach(ReadGraph);
        return _waits.Resolve();
    }

    private void ReadItem(List<int> lines, string text)
    {
        List<int> understood = [];
        string? subject = null;
        var (line, at) = (0, 0);
        foreach (var sentence in DependencyProse.OfSection(text, lines[0], grammar))
        {
            line += text.AsSpan(at, sentence.Start - at).Count('\n');
            at = sentence.Start;
            subject ??= text.IndexOf('\n', StringComparison.Ordinal) is var end and > 0 && end < sentence.Start ? text[..end] : null;
            var mentions = Names.Read(sentence.Subject);
            var isOwn = !IsPronoun(sentence.Subject) || mentions.Plain.Count + mentions.Named.Count > 0;
            var isFronted = sentence.Way.IsPreposition && text.AsSpan(0, sentence.Start).TrimEnd(" \n*_-") is [] or [.., '.' or ';'] && (sentence.Objects + sentence.Rest).Contains(',', StringComparison.Ordinal);
            subject = isOwn ? sentence.Subject : isFronted ? "" : subject ?? "";
            if (Read(sentence with { Line = lines[line] }, subject))
            {
                understood.Add(sentence.Start);
            }
        }

        Doubt(text, understood, subject);
    }

    /// <returns>Whether the sentence is understood.</returns>
    private bool Read(DependencySentence sentence, string subject)
    {
        var subjects = Subjects(subject);
        var objects = Names.Read(sentence.Objects).Certain();
        var subjectIds = IdRange.In(subject, grammar);
        var objectIds = IdRange.In(sentence.Objects, grammar);
        if (links.FirstKnown(IdRange.In(sentence.Rest, grammar)) is { } left)
        {
            links.Problems.Add(TaskProblems.NotUnderstood(sentence.Line, left.Value, sentence.Verb));
        }

        if (sentence.Way.IsReversed && objects.Count + objectIds.Count == 0 && IsOpen(sentence.Objects))
        {
            BeforeAll(sentence, subjects, subjectIds);
            return true;
        }

        if (subjects.Count + subjectIds.Count == 0 || objects.Count + objectIds.Count == 0)
        {
            if (subjectIds.Count == 0 && links.FirstKnown(objectIds) is { } known)
            {
                links.Problems.Add(TaskProblems.NotUnderstood(sentence.Line, known.Value, sentence.Verb));
            }

            if (!sentence.Way.IsReversed && IsOpen(sentence.Objects))
            {
                _waits.Widen(subjects);
            }

            return false;
        }

        if (sentence.Way.IsReversed)
        {
            Link(sentence, objects, objectIds, subjects, subjectIds, false);
        }
        else
        {
            Link(sentence, subjects, subjectIds, objects, objectIds, sentence.Way.IsSure && Names.Objects(sentence.Objects).Count > 0 && !HasOpenEnd(subject));
        }

        return true;
    }

    private void Link(DependencySentence sentence, IReadOnlyCollection<int> waiting, List<IdRange> waitingIds, IReadOnlyCollection<int> awaited, List<IdRange> awaitedIds, bool narrows)
    {
        if (narrows)
        {
            _waits.Narrow(waiting, awaited);
        }
        else
        {
            _waits.Require(waiting, awaited);
        }

        var waitingTasks = links.Find(waitingIds, sentence.Line, sentence.Verb, null);
        var dependent = waitingTasks.Count > 0 ? waitingTasks[0].Id : waiting.SelectMany(links.FirstOf).FirstOrDefault()?.Id;
        var awaitedTasks = links.Find(awaitedIds, sentence.Line, sentence.Verb, dependent);
        foreach (var task in waitingTasks.Where(task => !narrows || !waiting.Contains(task.Phase)))
        {
            LinkTask(sentence, task, awaitedTasks.Concat(awaited.Where(phase => phase != task.Phase).SelectMany(links.LastOf)));
        }

        var outside = awaitedTasks.Where(task => !awaited.Contains(task.Phase)).ToList();
        foreach (var phase in outside.Count > 0 ? waiting : [])
        {
            foreach (var task in links.FirstOf(phase))
            {
                LinkTask(sentence, task, outside.Where(other => other.Phase != phase));
            }
        }
    }

    /// <summary>"T001 blocks all other tasks": those behind it in its phase; the phases behind that wait anyhow, unless they are narrowed.</summary>
    private void BeforeAll(DependencySentence sentence, IReadOnlyCollection<int> subjects, List<IdRange> ids)
    {
        var tasks = links.Find(ids, sentence.Line, sentence.Verb, null);
        _waits.BeforeAll([.. subjects, .. tasks.Select(task => task.Phase)]);
        foreach (var phase in tasks.GroupBy(task => task.Phase))
        {
            var own = phase.ToHashSet();
            foreach (var other in links.Behind(phase.MaxBy(task => task.Line)!).Where(other => !own.Contains(other)))
            {
                links.Link(other, own, sentence.Line);
            }
        }
    }

    private void LinkTask(DependencySentence sentence, TaskDraft task, IEnumerable<TaskDraft> others)
    {
        if (sentence.Way.IsArrow)
        {
            // Some draw arrows to what is needed; only one that follows the file is certain.
            others = others.ToList();
            if (others.FirstOrDefault(other => other.Line > task.Line) is { } later)
            {
                links.Problems.Add(TaskProblems.NotUnderstood(sentence.Line, task.Id.Value, $"{later.Id} {sentence.Verb}"));
                others = others.Where(other => other.Line < task.Line);
            }
        }

        links.Link(task, others, sentence.Line);
    }

    private void ReadGraph(List<(int Line, string Text)> lines)
    {
        (int Line, string Text)? unclear = null;
        foreach (var (line, text) in Chains(lines))
        {
            foreach (var sentence in DependencyProse.OfSection(text, line, grammar).Where(sentence => sentence.Way.IsArrow))
            {
                unclear ??= Read(sentence, sentence.Subject) ? null : (line, sentence.Verb);
            }

            unclear ??= text.AsSpan().IndexOfAny(Tree) is var sign and >= 0 ? (line, text[sign].ToString()) : null;
        }

        if (unclear is { } place && links.FirstKnown(lines.SelectMany(line => IdRange.In(line.Text, grammar))) is { } known)
        {
            links.Problems.Add(TaskProblems.NotUnderstood(place.Line, known.Value, place.Text));
        }
    }

    /// <summary>The lines, each with those behind it that begin with an arrow.</summary>
    private static List<(int Line, string Text)> Chains(List<(int Line, string Text)> lines)
    {
        List<(int Line, List<string> Parts)> chains = [];
        foreach (var (line, text) in lines)
        {
            if (chains.Count > 0 && ProseTokens.Of(text) is [{ Kind: ProseKind.Arrow }, ..])
            {
                chains[^1].Parts.Add(text);
            }
            else
            {
                chains.Add((line, [text]));
            }
        }

        return chains.ConvertAll(chain => (chain.Line, string.Join(' ', chain.Parts)));
    }

    /// <summary>Whatever names a narrowed phase beside another one in words of order, and is not understood, undoes the narrowing.</summary>
    private void Doubt(string text, List<int> understood, string? subject)
    {
        var start = 0;
        foreach (var clause in text.Split('\n', ';', '.'))
        {
            var end = start + clause.Length;
            var goesOn = start > 0 && clause.Trim().TrimStart("-*+ ") is var words && (words.StartsWith("and ", StringComparison.OrdinalIgnoreCase) || words.StartsWith("also ", StringComparison.OrdinalIgnoreCase) || words.StartsWith("on ", StringComparison.OrdinalIgnoreCase));
            if ((goesOn || DependencyWords.MayOccur(clause) || clause.AsSpan().ContainsAny(Doubtful)) && !understood.Exists(at => at >= start && at < end))
            {
                var mentions = Names.Read(clause);
                _waits.Doubt([.. mentions.Numbered.Union(mentions.Named).Union(start > 0 && subject is not null ? Names.Subjects(subject) : [])]);
            }

            start = end + 1;
        }
    }

    private IReadOnlyCollection<int> Subjects(string subject)
    {
        var mentions = Names.Read(subject);
        return mentions.HasOpenEnd && mentions.Numbered.Count > 0 ? [.. Enumerable.Range(mentions.Numbered.Min, phases.Count - mentions.Numbered.Min)] : Names.Subjects(subject);
    }

    private bool HasOpenEnd(string subject) => Names.Read(subject).HasOpenEnd;

    private static bool IsOpen(string words) =>
        words.AsSpan().ContainsAny(All);

    private static bool IsPronoun(string subject) =>
        ProseTokens.Of(subject).TrueForAll(token => Pronouns.Contains(subject[token.Start..token.End]) || token.Kind is ProseKind.Open or ProseKind.Close or ProseKind.Break or ProseKind.Bullet);
}
