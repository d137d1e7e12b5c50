using System.Runtime.InteropServices;

namespace SpecKitExtension.Tools;

/// <summary>The authorities that this machine trusts.</summary>
internal static partial class SystemCertificates
{
    /// <summary>
    /// Keeps the runtime from reading them, for a process whose connections are all judged by an authority of their own. On Linux it would
    /// read some hundreds of files before the first judgement, whoever is trusted, which is half of the processor time of a short command.
    /// </summary>
    public static void Spare()
    {
        if (OperatingSystem.IsLinux())
        {
            // Programs that are started get the runtime's own copy of the environment, and it is made here, before the change.
            _ = Environment.GetEnvironmentVariables();
            Set("SSL_CERT_FILE", "/dev/null", overwrite: 1);
            Set("SSL_CERT_DIR", "/dev/null", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(string name, string value, int overwrite);
}
