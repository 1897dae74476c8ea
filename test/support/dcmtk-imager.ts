// DCMTK's print server dcmprscp as an imager: started on a free port in its own folder, ended by its process id. It
// stores what it prints: a Stored Print object per film, a Hardcopy Grayscale image per image box.
import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { echo } from '../../src/print-scu/echo.ts';
import type { PrinterAddress } from '../../src/print-scu/print-association.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const run = promisify(execFile);

const configuration = (folder: string, port: number) => `[[GENERAL]]
[APPLICATION]
LogDirectory = ${folder}/log
LogLevel = WARN
[PRINT]
Spooler = dcmprscu
Server = dcmprscp
Directory = ${folder}/spool
DetailedLog = false
BinaryLog = false
Sleep = 1
DefaultIllumination = 2000
DefaultReflection = 10
DeletePrintJobs = false
AlwaysDeleteTerminateJobs = false
[DATABASE]
Directory = ${folder}/db
[LUT]
Directory = ${folder}/lut
[NETWORK]
aetitle = DCMTK
[[COMMUNICATION]]
[DCMTK]
Aetitle = DCMTK
Description = DCMTK
Hostname = localhost
Port = ${port}
Type = LOCALPRINTER
BorderDensity = 150\\20\\BLACK\\WHITE
DisplayFormat = 1,1\\2,2\\2,3
EmptyImageDensity = 20\\BLACK\\WHITE
FilmDestination = MAGAZINE\\PROCESSOR
FilmSizeID = 8INX10IN\\14INX17IN
MagnificationType = REPLICATE\\BILINEAR\\CUBIC\\NONE
MaxDensity = 320
MaxPDU = 32768
MediumType = PAPER\\BLUE FILM
MinDensity = 20
ResolutionID = STANDARD\\HIGH
Supports12Bit = true
SupportsDecimateCrop = true
SupportsImageSize = true
SupportsPresentationLUT = true
SupportsTrim = true
`;

export class DcmtkImager {
  readonly folder: string;
  readonly address: PrinterAddress;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.address = { host: '127.0.0.1', port, calledAeTitle: 'DCMTK', callingAeTitle: 'TESTER' };
  }

  static async start(): Promise<DcmtkImager> {
    const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-dcmprscp-'));
    for (const part of ['log', 'spool', 'db', 'lut']) mkdirSync(path.join(folder, part));
    const port = await freePort();
    writeFileSync(path.join(folder, 'scp.cfg'), configuration(folder, port));
    const imager = new DcmtkImager(folder, port);
    await imager.switchOn();
    return imager;
  }

  /** Starts it; after `switchOff`, on the same port. */
  async switchOn(): Promise<void> {
    const file = path.join(this.folder, 'scp.cfg');
    this.#process = spawn('dcmprscp', ['-c', file, '-p', 'DCMTK'], { stdio: 'ignore' });
    const child = this.#process;
    await until(() => {
      assert.equal(child.exitCode, null, 'dcmprscp ended');
      return echo(this.address).then(
        () => true,
        () => false,
      );
    });
  }

  async switchOff(): Promise<void> {
    if (this.#process?.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, 'exit');
  }

  /** Pixels of every Hardcopy Grayscale image stored since the last call. */
  async stored(): Promise<readonly Buffer[]> {
    const images: Buffer[] = [];
    for (const file of globSync(path.join(this.folder, 'db', 'HG_*.dcm'))) {
      const raw = mkdtempSync(path.join(this.folder, 'raw-'));
      await run('dcmdump', ['+W', raw, file]);
      const [pixels] = globSync(path.join(raw, '*.raw'));
      assert.ok(pixels);
      images.push(readFileSync(pixels));
      rmSync(file);
    }
    return images;
  }

  /** Output of dcmdump for every film stored since the last call. */
  async films(): Promise<readonly string[]> {
    const films: string[] = [];
    for (const file of globSync(path.join(this.folder, 'db', 'SP_*.dcm'))) {
      films.push((await run('dcmdump', ['-q', file], { maxBuffer: 1 << 24 })).stdout);
      rmSync(file);
    }
    return films;
  }

  async remove(): Promise<void> {
    await this.switchOff();
    rmSync(this.folder, { recursive: true });
  }
}
