// Processes are measured by what Linux says of them.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
