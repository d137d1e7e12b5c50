using SpecKitExtension.Naming;

namespace SpecKitExtension.Configuration;

/// <summary>The remote, and whose commits agents' work becomes.</summary>
/// <param name="Remote">The remote that branches are pushed to.</param>
/// <param name="PodUrl">The URL by which pods reach it; null for the remote's own.</param>
/// <param name="AuthorName">Name of author and committer.</param>
/// <param name="AuthorEmail">Mail address of author and committer.</param>
internal sealed record GitSettings(string Remote, string? PodUrl, string AuthorName, string AuthorEmail)
{
    public static GitSettings From(SettingReader read) => new(
        read.Text("git.remote", "origin", "a remote's name", "^[A-Za-z0-9_][A-Za-z0-9_./-]*$")!,
        read.Text("git.podUrl", null, "a URL", problem: UrlProblem),
        read.Text("git.authorName", "speckit-async", "a name without < and >", $"^[^{SettingReader.Controls}<>]+$")!,
        read.Text("git.authorEmail", "speckit-async@localhost", "a mail address", $"^[^{SettingReader.Controls} <>]+$")!);

    private static string? UrlProblem(string url)
    {
        try
        {
            RepositoryKey.From(url);
            return null;
        }
        catch (RepositoryUrlException refused)
        {
            return refused.Message;
        }
    }
}
