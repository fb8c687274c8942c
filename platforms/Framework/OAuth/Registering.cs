namespace Squaremcp.Platforms.OAuth;

/// <summary>What an operator does so that people can connect a platform, in words.</summary>
public static class Registering
{
    /// <summary>Where every platform sends the browser back to, below the gateway's public address.</summary>
    public const string CallbackPath = "/connect/callback";

    /// <param name="origin">The gateway's public address.</param>
    public static string Instructions(IOAuthConnector connector, string origin) =>
        $"{connector.Platform.Title} is not set up on this installation, so nobody can connect it yet. Its operator registers an application there: {connector.OAuth.Registration} "
        + $"The callback address is {origin}{CallbackPath}. Then the operator sets {Setting(connector, "ClientId")} and {Setting(connector, "ClientSecret")} and starts the gateway again.";

    private static string Setting(IOAuthConnector connector, string name) => $"SQUAREMCP__Platforms__{char.ToUpperInvariant(connector.Platform.Name[0])}{connector.Platform.Name[1..]}__{name}";
}
