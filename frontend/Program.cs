using Squaremcp.Frontend;
using Squaremcp.Frontend.Commands;

return args is [var verb, ..] && !verb.StartsWith("--", StringComparison.Ordinal) || args is ["--help" or "--version", ..]
    ? await CommandLine.RunAsync(args)
    : await Server.RunAsync(args);
