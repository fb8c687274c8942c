using Microsoft.Extensions.Configuration;

namespace Squaremcp.Settings;

/// <summary>The program's own words among its arguments; everything else is configuration as .NET reads it.</summary>
internal static class Arguments
{
    private const string Data = "--data";
    private const string Sandbox = "--sandbox";

    /// <summary><c>--data FOLDER</c> and <c>--sandbox</c> as the settings they stand for, so that the server and its commands mean the same.</summary>
    internal static string[] InFull(IEnumerable<string> args) =>
        [.. args.Select(arg => arg == Sandbox ? $"--{GatewaySettings.Section}:{nameof(GatewaySettings.Sandbox)}:{nameof(SandboxSettings.Enabled)}=true" : arg == Data || arg.StartsWith($"{Data}=", StringComparison.Ordinal) ? $"--{GatewaySettings.Section}:{nameof(GatewaySettings.DataDirectory)}{arg[Data.Length..]}" : arg)];

    /// <summary>The file named with <c>--config</c>. Only an argument names it: an environment often has a CONFIG that means something else.</summary>
    internal static string? Config(string[] args) => new ConfigurationBuilder().AddCommandLine(args).Build()["config"];
}
