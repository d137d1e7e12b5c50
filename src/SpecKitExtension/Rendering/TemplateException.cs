using System.Globalization;

namespace SpecKitExtension.Rendering;

/// <summary>A template that cannot be rendered.</summary>
/// <param name="place">The template as messages name it, with line and column where they are known.</param>
/// <param name="problem">What is wrong and what to do, as sentences.</param>
internal sealed class TemplateException(string place, string problem) : Exception($"{place}: {problem}")
{
    /// <summary>An error at a place in the template.</summary>
    /// <param name="template">The template as messages name it.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    /// <param name="problem">What is wrong and what to do, as sentences.</param>
    public static TemplateException At(string template, int line, int column, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{template}:{line}:{column}"), problem);
}
