namespace Squaremcp.Frontend.Operation;

/// <summary>The program cannot start here, in words for its operator.</summary>
internal sealed class CannotStartException(string message, Exception? inner) : Exception(message, inner);
