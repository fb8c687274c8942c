namespace Squaremcp.Grains.Connections;

/// <param name="AnswerBytes">The most UTF-8 bytes the JSON of one answer may have.</param>
/// <param name="PublicOrigin">Where people reach this gateway, for the addresses told to them; asked when needed, for it may be known only once the server listens.</param>
public sealed record ToolLimits(int AnswerBytes, Func<string> PublicOrigin);
