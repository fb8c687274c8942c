namespace Squaremcp.Tests.Clients;

/// <summary>A gateway whose access tokens are good for five seconds, and where many people sign in from one address.</summary>
public sealed class ShortTokenGateway : RunningGateway
{
    internal Uri Mcp => new(Process.Url, "/mcp");

    protected override string[] Settings => ["--Squaremcp:OAuth:AccessTokenSeconds=5", "--Squaremcp:OAuth:CeilingPercent=10000"];
}
