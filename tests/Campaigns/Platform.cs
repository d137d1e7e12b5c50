// Campaigns drive bash, git and signals; the pods they stand for run Linux.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
