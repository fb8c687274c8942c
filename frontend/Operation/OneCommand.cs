namespace Squaremcp.Frontend.Operation;

/// <summary>Among the services of a program that was started for one command of its own and serves nobody else.</summary>
internal sealed class OneCommand;
