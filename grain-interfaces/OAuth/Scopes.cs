namespace Squaremcp.OAuth;

/// <summary>The few coarse scopes there are; what is allowed in detail is the customer's policy.</summary>
public static class Scopes
{
    /// <summary>All tools over MCP.</summary>
    public const string Mcp = "mcp";

    /// <summary>Tools over MCP that change nothing; <see cref="Mcp"/> implies it.</summary>
    public const string Read = "mcp:read";

    /// <summary>The REST API with all rights of the customer.</summary>
    public const string Api = "api";

    /// <summary>Asked for by many clients; refresh tokens are given out with or without it.</summary>
    public const string Offline = "offline_access";
}
