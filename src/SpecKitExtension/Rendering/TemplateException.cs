using System.Globalization;

namespace SpecKitExtension.Rendering;

/// <summary>A template that cannot be rendered.</summary>
/// <param name="template">The template as messages name it.</param>
/// <param name="line">The line, from 1, or null when it is not known.</param>
/// <param name="problem">What is wrong and what to do, as sentences.</param>
internal sealed class TemplateException(string template, int? line, string problem)
    : Exception(line is null ? $"{template}: {problem}" : string.Create(CultureInfo.InvariantCulture, $"{template}:{line}: {problem}"));
