namespace Squaremcp.Frontend.Settings;

/// <summary>The program's own words among its arguments; everything else is configuration as .NET reads it.</summary>
internal static class Arguments
{
    private const string Data = "--data";

    /// <summary><c>--data FOLDER</c> as the setting it stands for, so that the server and its commands mean the same folder.</summary>
    internal static string[] InFull(IEnumerable<string> args) =>
        [.. args.Select(arg => arg == Data || arg.StartsWith($"{Data}=", StringComparison.Ordinal) ? $"--{GatewaySettings.Section}:{nameof(GatewaySettings.DataDirectory)}{arg[Data.Length..]}" : arg)];

    /// <summary>The file named with <c>--config</c>. Only an argument names it: an environment often has a CONFIG that means something else.</summary>
    internal static string? Config(string[] args) => new ConfigurationBuilder().AddCommandLine(args).Build()["config"];
}
