namespace SpecKitExtension.Tasks;

/// <summary>What a few words say about phases.</summary>
internal sealed class PhaseMentions
{
    /// <summary>Phases named by number.</summary>
    public SortedSet<int> Numbered { get; } = [];

    /// <summary>Phases named by title or user story.</summary>
    public SortedSet<int> Named { get; } = [];

    /// <summary>Phases named in a way that nothing else is: by number or user story.</summary>
    public SortedSet<int> Plain { get; } = [];

    /// <summary>Whether they name a phase or user story by a number that none has.</summary>
    public bool HasUnknown { get; set; }

    /// <summary>Whether they speak of "Phase 3+", whose end nobody knows, of a number that two phases have, or of far too many.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether they speak of "Phase 3+".</summary>
    public bool HasOpenEnd { get; set; }

    /// <summary>Whether they hold anything but phases and words without weight.</summary>
    public bool HasOtherWords { get; set; }

    /// <summary>Whether they begin with anything else.</summary>
    public bool BeginsElsewhere { get; set; }

    /// <summary>The phases named, by title only when nothing else is said.</summary>
    public SortedSet<int> Certain() => HasOtherWords || IsOpen ? Plain : [.. Numbered, .. Named];

    public void AddNumbered(int first, int last)
    {
        for (var phase = Math.Min(first, last); phase <= Math.Max(first, last); phase++)
        {
            Numbered.Add(phase);
            Plain.Add(phase);
        }
    }
}
