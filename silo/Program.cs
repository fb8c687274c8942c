using Squaremcp.Silo;

return await SiloProgram.RunAsync(args);
