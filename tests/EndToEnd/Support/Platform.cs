// The tests drive bash, git and Unix file modes; the pods they stand for run Linux.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
